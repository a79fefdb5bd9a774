// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "spikelab",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SpikeKernels", targets: ["SpikeKernels"]),
    .library(name: "SpikeFiles", targets: ["SpikeFiles"]),
    .library(name: "SpikeData", targets: ["SpikeData"]),
    .library(name: "SpikeSim", targets: ["SpikeSim"]),
    .library(name: "SpikeLFP", targets: ["SpikeLFP"]),
    .library(name: "SpikeSurrogate", targets: ["SpikeSurrogate"]),
    .library(name: "SpikeTraining", targets: ["SpikeTraining"]),
    .library(name: "SpikeExperiments", targets: ["SpikeExperiments"]),
    .executable(name: "spikelab", targets: ["spikelab"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  // The order is the data path: a target imports only targets above it.
  targets: [
    .target(name: "CSpikeThreads"),
    .target(name: "CSpikeKernels"),
    .target(name: "CSpikeSystem"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "SpikeKernels", dependencies: ["CSpikeThreads", "CSpikeKernels"],
      swiftSettings: strict),
    .target(
      name: "SpikeFiles", dependencies: ["CSpikeSystem", "CZlib"], swiftSettings: strict),
    .target(
      name: "SpikeData", dependencies: ["SpikeKernels", "SpikeFiles"], swiftSettings: strict),
    .target(name: "SpikeSim", dependencies: ["SpikeKernels"], swiftSettings: strict),
    .target(name: "SpikeLFP", dependencies: ["SpikeKernels", "SpikeSim"], swiftSettings: strict),
    .target(
      name: "SpikeSurrogate", dependencies: ["SpikeKernels", "SpikeSim"], swiftSettings: strict),
    .target(
      name: "SpikeTraining", dependencies: ["SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim"],
      swiftSettings: strict),
    .target(
      name: "SpikeExperiments",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeLFP", "SpikeSurrogate",
        "SpikeTraining",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "spikelab",
      dependencies: [
        "SpikeExperiments", "SpikeFiles", "SpikeData", "SpikeKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeKernelsTests", dependencies: ["SpikeKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeDataTests",
      dependencies: ["SpikeData", "SpikeFiles", "SpikeKernels", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["SpikeFiles", "SpikeData", "SpikeSim", "CZlib"],
      path: "Tests/TestSupport",
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "SpikeSimTests", dependencies: ["SpikeSim", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SpikeLFPTests",
      dependencies: ["SpikeLFP", "SpikeTraining", "SpikeData", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeSurrogateTests", dependencies: ["SpikeSurrogate", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeTrainingTests",
      dependencies: ["SpikeTraining", "SpikeLFP", "SpikeSurrogate", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeExperimentsTests", dependencies: ["SpikeExperiments"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    // The executable is no module to import here: as a dependency it is built before it is run.
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "spikelab", "SpikeExperiments", "SpikeData", "SpikeKernels", "TestSupport",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
