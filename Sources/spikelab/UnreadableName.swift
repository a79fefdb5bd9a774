import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An argument or variable is not UTF-8. Swift's strings would put other bytes in the place of those
/// that are none, and a folder would be another than the one that was named.
struct UnreadableName: UserError {
  /// What holds the bytes: `argument 3`, `the variable HOME`.
  var place: String
  /// The bytes, those that are no ASCII text escaped.
  var shown: String

  var message: String {
    "\(place) is not UTF-8 text: \(shown); names of files and folders must be"
  }

  var exitStatus: ExitStatus { .usage }

  /// Checks the arguments, and variables that name folders.
  ///
  /// - Throws: ``UnreadableName``.
  static func check(variables: [String] = ["SPIKELAB_DATA", "SPIKELAB_RUNS"]) throws(UnreadableName)
  {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      try unsafe check(CommandLine.unsafeArgv[index], "argument \(index)")
    }
    for name in variables { try unsafe check(getenv(name), "the variable \(name)") }
  }

  private static func check(
    _ text: UnsafeMutablePointer<CChar>?, _ place: String
  ) throws(UnreadableName) {
    guard let text = unsafe text, unsafe String(validatingCString: text) == nil else { return }
    let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text)).prefix(200)
    let shown = unsafe bytes.map { byte in
      (0x20..<0x7f).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    throw UnreadableName(place: place, shown: shown.joined())
  }
}
