// swift-tools-version: 6.2
import PackageDescription

// Built by run.sh, which adds `-sanitize=fuzzer` (coverage in every module, libFuzzer at the link)
// and `-enable-testing` (the parsers' own entry points are internal).
let package = Package(
  name: "spikelab-fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "spikelab", path: "../..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CLibFuzzer",
        .product(name: "SpikeKernels", package: "spikelab"),
        .product(name: "SpikeFiles", package: "spikelab"),
        .product(name: "SpikeData", package: "spikelab"),
        .product(name: "SpikeSim", package: "spikelab"),
        .product(name: "SpikeLFP", package: "spikelab"),
        .product(name: "SpikeTraining", package: "spikelab"),
        .product(name: "SpikeConfig", package: "spikelab"),
        .product(name: "SpikeRuns", package: "spikelab"),
        .product(name: "SpikeSweeps", package: "spikelab"),
        .product(name: "SpikeReports", package: "spikelab"),
      ],
      // The linker that is the default on Linux fails on what the coverage leaves in the objects.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))]),
  ],
  swiftLanguageModes: [.v6]
)
