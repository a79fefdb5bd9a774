import SpikeKernels
@main struct M { static func main() { print(Kernels.self, PlainKernels.paddedSteps(3)) } }
