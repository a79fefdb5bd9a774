// swift-tools-version: 6.2
import PackageDescription

// A package of somebody else that uses SpikeLab, as README shows. run.sh builds and runs it.
let package = Package(
  name: "digits",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "spikelab", path: "../..")],
  targets: [
    .executableTarget(
      name: "Digits", dependencies: [.product(name: "SpikeNetworks", package: "spikelab")])
  ]
)
