import SpikeFiles
import SpikeRuns

/// A run was given to a command that takes a config or a sweep file.
struct MisplacedRun: UserError {
  /// The word that means a run.
  var word: String
  /// The run's folder.
  var folder: String
  /// What to do.
  var instead: String

  var message: String {
    let folder = JSONText.printable(folder)
    return
      (word == self.folder
      ? "\(folder) is the folder of a run"
      : "'\(JSONText.cut(JSONText.printable(word)))' is the run in \(folder)")
      + ", whose config is \(folder)/config.json; \(instead)"
  }

  var exitStatus: ExitStatus { .usage }

  /// Checks that a word means no run.
  ///
  /// - Throws: ``MisplacedRun``.
  static func check(
    _ word: String, _ locator: RunLocator, instead: String
  ) throws(MisplacedRun) {
    if let folder = locator.run(of: word) {
      throw MisplacedRun(word: word, folder: folder, instead: instead)
    }
  }
}
