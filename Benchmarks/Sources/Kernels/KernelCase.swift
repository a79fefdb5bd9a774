import SpikeKernels

/// What a call of a kernel has to do at least, to be held against what the machine can.
enum Work {
  /// Operations on single floats; the limit is one operation on a whole vector a cycle.
  case operations(Double)
  /// Bytes read and written; the limit is how fast a plain pass moves as many.
  case bytes(Double)
}

/// A kernel at the size it has in training, with memory of its own and several inputs to rotate
/// over, so that no branch is learnt by heart.
struct KernelCase {
  let name: String
  /// The size, for the table.
  let size: String
  /// Inputs that calls rotate over.
  let inputs: Int
  /// What all inputs together ask for.
  let work: Work
  /// Bytes of all memory that the calls pass over.
  let footprint: Int
  /// Whether a call overwrites what it read, so that ``reset`` must come before each; its time is
  /// measured alone and taken off.
  var isInPlace = false
  /// Restores what a call of an input overwrites or adds to.
  let reset: (_ input: Int) -> Void
  /// Runs the kernel of a set on an input.
  let call: (_ kernels: any KernelSet.Type, _ input: Int) -> Void
  /// What a call left, bit by bit.
  let left: (_ input: Int) -> [[UInt32]]

  /// Whether the vectorised kernel leaves the bytes that its plain twin does, for every input.
  func agrees() -> Bool {
    func outcome(_ kernels: any KernelSet.Type, _ input: Int) -> [[UInt32]] {
      reset(input)
      call(kernels, input)
      return left(input)
    }
    return (0..<inputs).allSatisfy {
      outcome(Kernels.self, $0) == outcome(PlainKernels.self, $0)
    }
  }

  /// Seconds that a call takes, averaged over the inputs.
  func seconds(_ kernels: any KernelSet.Type, atLeast: Double, trials: Int) -> Double {
    func pass() {
      for input in 0..<inputs {
        if isInPlace { reset(input) }
        call(kernels, input)
      }
    }
    let whole = fastest(atLeast: atLeast, trials: trials, pass)
    guard isInPlace else { return whole / Double(inputs) }
    let resets = fastest(atLeast: atLeast, trials: trials) {
      for input in 0..<inputs { reset(input) }
    }
    return max(0, whole - resets) / Double(inputs)
  }
}

/// Floats of a region, bit by bit.
func bits(_ region: Region<Float>) -> [UInt32] { region.elements.map(\.bitPattern) }
