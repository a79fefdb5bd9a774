import SpikeKernels

/// What stands in for the derivative of the spike in back-propagation through time.
public typealias SurrogateFunction = SurrogateSlope
