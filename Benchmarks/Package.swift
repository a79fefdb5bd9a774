// swift-tools-version: 6.2
import PackageDescription

// The kernels' wrappers and their plain twins have `package` access: nobody else's business. Here
// alone they are reached from outside. `-package-name` would name the parent by the folder it was
// cloned into, and SwiftPM appends its own after it; so the check itself is off, for this target.
// Unsafe flags are allowed in a root package, which is what this one always is.
let reachesKernels: [SwiftSetting] = [
  .unsafeFlags(["-Xfrontend", "-disable-access-control"])
]

let package = Package(
  name: "spikelab-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "spikelab", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "spikelab-benchmarks",
      dependencies: [
        .product(name: "SpikeKernels", package: "spikelab"),
        .product(name: "SpikeFiles", package: "spikelab"),
        .product(name: "SpikeData", package: "spikelab"),
        .product(name: "SpikeSim", package: "spikelab"),
        .product(name: "SpikeTraining", package: "spikelab"),
        .product(name: "SpikeConfig", package: "spikelab"),
        .product(name: "SpikeRuns", package: "spikelab"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources",
      swiftSettings: reachesKernels)
  ],
  swiftLanguageModes: [.v6]
)
