// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
  name: "spikelab",
  platforms: [.macOS(.v15)],
  products: [
    // What a program of one's own needs: networks, rules, the training loop, data.
    .library(
      name: "SpikeNetworks",
      targets: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeLFP", "SpikeSurrogate",
        "SpikeTraining",
      ]),
    .library(name: "SpikeKernels", targets: ["SpikeKernels"]),
    .library(name: "SpikeFiles", targets: ["SpikeFiles"]),
    .library(name: "SpikeData", targets: ["SpikeData"]),
    .library(name: "SpikeSim", targets: ["SpikeSim"]),
    .library(name: "SpikeLFP", targets: ["SpikeLFP"]),
    .library(name: "SpikeSurrogate", targets: ["SpikeSurrogate"]),
    .library(name: "SpikeTraining", targets: ["SpikeTraining"]),
    .library(name: "SpikeConfig", targets: ["SpikeConfig"]),
    .library(name: "SpikeRuns", targets: ["SpikeRuns"]),
    .library(name: "SpikeSweeps", targets: ["SpikeSweeps"]),
    .library(name: "SpikeReports", targets: ["SpikeReports"]),
    .library(name: "SpikePaper", targets: ["SpikePaper"]),
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
      name: "SpikeConfig",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeLFP", "SpikeSurrogate",
        "SpikeTraining",
      ],
      swiftSettings: strict),
    .target(
      name: "SpikeRuns",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeLFP", "SpikeSurrogate",
        "SpikeTraining", "SpikeConfig",
      ],
      swiftSettings: strict),
    .target(
      name: "SpikeSweeps",
      dependencies: [
        "CSpikeSystem", "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeConfig",
        "SpikeRuns",
      ],
      swiftSettings: strict),
    .target(
      name: "SpikeReports",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeTraining", "SpikeConfig",
        "SpikeRuns", "SpikeSweeps",
      ],
      swiftSettings: strict),
    .target(
      name: "SpikePaper",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeLFP", "SpikeSurrogate",
        "SpikeTraining", "SpikeConfig", "SpikeRuns", "SpikeSweeps", "SpikeReports",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "spikelab",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeTraining", "SpikeConfig", "SpikeRuns",
        "SpikeSweeps", "SpikeReports", "SpikePaper",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeKernelsTests", dependencies: ["SpikeKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeFilesTests", dependencies: ["SpikeFiles", "SpikeKernels", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "SpikeDataTests",
      dependencies: ["SpikeData", "SpikeFiles", "SpikeKernels", "TestSupport"],
      swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: [
        "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSim", "SpikeConfig", "SpikeRuns", "CZlib",
      ],
      path: "Tests/TestSupport", resources: [.copy("Fixtures")], swiftSettings: strict),
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
      name: "SpikeConfigTests", dependencies: ["SpikeConfig", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpikeRunsTests", dependencies: ["SpikeRuns", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SpikeSweepsTests", dependencies: ["SpikeSweeps", "TestSupport"],
      swiftSettings: strict),
    // Also what reads every kind of file: other versions, other experiments, hostile texts.
    .testTarget(
      name: "SpikeReportsTests", dependencies: ["SpikeReports", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "SpikePaperTests", dependencies: ["SpikePaper", "TestSupport"],
      swiftSettings: strict),
    // The executable is no module to import here: as a dependency it is built before it is run.
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "spikelab", "SpikeKernels", "SpikeFiles", "SpikeData", "SpikeSweeps", "SpikeReports",
        "SpikePaper", "TestSupport",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
