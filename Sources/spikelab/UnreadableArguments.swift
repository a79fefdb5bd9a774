import SpikeFiles

/// The process does not know its arguments. Swift reads them from `/proc` on Linux; without it every
/// command would look like none, which trains the built-in comparison.
struct UnreadableArguments: UserError {
  var message: String {
    "the arguments of the command cannot be read: /proc is not mounted here"
  }

  var exitStatus: ExitStatus { .someFailed }

  /// Checks that there are any: the first is the program's own name.
  ///
  /// - Throws: ``UnreadableArguments``.
  static func check() throws(UnreadableArguments) {
    if CommandLine.argc < 1 { throw UnreadableArguments() }
  }
}
