import CLibFuzzer
import Foundation

// FUZZ_TARGET=idx Fuzz [options of libFuzzer] [corpus…]
// FUZZ_SEEDS=folder Fuzz            writes the seed corpora

if let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] {
  try Seeds.write(to: folder)
  exit(0)
}
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, size in
    Target.chosen.run(Array(UnsafeBufferPointer(start: bytes, count: size)))
    return 0
  })
