import ArgumentParser
import Dispatch
import SpikeConfig
import SpikeData
import SpikeFiles
import Synchronization

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Generate or download data sets.",
    subcommands: [Fetch.self, Generate.self])

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch",
      abstract: "Download a data set and check it.",
      discussion: """
        Mirrors are tried in turn; a file counts once the SHA-256 of its content, or of the archive \
        it comes in, is right. Files that are there and right are left alone.
        """)

    /// What can be downloaded, and what cannot but has a place to take it from.
    enum Dataset: ExpressibleByArgument, Sendable {
      case download(DatasetDownload)
      case unfetchable(UnfetchableData)

      init?(argument: String) {
        if let known = DataSource.downloads.first(where: { $0.dataset == argument }) {
          self = .download(known)
        } else if let known = UnfetchableData.all.first(where: { $0.dataset == argument }) {
          self = .unfetchable(known)
        } else {
          return nil
        }
      }

      static var allValueStrings: [String] {
        DataSource.downloads.map(\.dataset) + UnfetchableData.all.map(\.dataset)
      }
    }

    @Argument(help: "The data set.")
    var dataset: Dataset

    @Option(
      help: ArgumentHelp(
        "Folder to write to, in one of the data set's name (default: SPIKELAB_DATA, else the user's "
          + "cache folder).",
        valueName: "folder"), completion: .directory)
    var dataRoot: String?

    func run() throws {
      if dataRoot == nil { try UnreadableName.check(variables: ["XDG_CACHE_HOME", "HOME"]) }
      // What downloads would wait for a thread for ever.
      try ThreadError.check()
      let root = DataRoot(dataRoot)
      guard case .download(let download) = dataset else {
        if case .unfetchable(let why) = dataset { throw why }
        return
      }
      try waiting { try await Self.fetch(download, to: root) }
    }

    private static func fetch(_ download: DatasetDownload, to root: DataRoot) async throws {
      let console = Console()
      let bars = Mutex<[String: ProgressBar]>([:])
      let directory = download.directory(in: root)
      let fetched = try await download.fetch(to: root) { progress in
        bars.withLock { bars in
          var bar = bars[progress.file] ?? console.progress(progress.file, total: 0)
          bar.update(progress.received, of: progress.total ?? progress.received)
          bars = [progress.file: bar]
        }
      }
      bars.withLock { for var bar in $0.values { bar.clear() } }
      for file in fetched { console.print("fetched \(directory)/\(file)") }
      if fetched.isEmpty { console.print("\(download.title) is there already: \(directory)") }
    }
  }

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Write the embedded digits as IDX files, named as MNIST's are.")

    @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("Training images.", valueName: "number"))
    var train = 10_000

    @Option(help: ArgumentHelp("Test images.", valueName: "number"))
    var test = 2_000

    @Option(help: ArgumentHelp("Seed the digits are drawn from.", valueName: "number"))
    var seed = ProceduralDigits.defaultSeed

    @Flag(help: "Replace files that exist.")
    var overwrite = false

    func validate() throws {
      for (name, value) in [("--train", train), ("--test", test)]
      where !(1...1_000_000).contains(value) {
        throw ValidationError("\(name) is \(value), allowed is 1 to 1000000")
      }
    }

    func run() throws {
      let splits = ProceduralDigits(seed: seed).splits(train: train, test: test)
      for path in try splits.write(to: output, overwriting: overwrite) { Console().print(path) }
    }
  }
}

/// Waits for asynchronous work.
private func waiting(_ work: @escaping @Sendable () async throws -> Void) throws {
  let isDone = DispatchSemaphore(value: 0)
  let failure = Mutex<(any Error)?>(nil)
  Task {
    do {
      try await work()
    } catch {
      failure.withLock { $0 = error }
    }
    isDone.signal()
  }
  isDone.wait()
  if let failure = failure.withLock({ $0 }) { throw failure }
}
