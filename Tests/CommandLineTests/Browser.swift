import Foundation

/// A headless Chromium, where one is installed.
enum Browser {
  /// A page as the browser understood it, and what it had to say.
  struct Page {
    var document: String
    var log: String

    /// Shapes in the picture of a chart.
    func marks(ofChart id: String) -> Int {
      guard let start = document.firstRange(of: "<figure id=\"\(id)\"") else { return 0 }
      let figure = document[start.upperBound...]
      let end = figure.firstRange(of: "</figure>")?.lowerBound ?? figure.endIndex
      guard let marks = figure[..<end].firstRange(of: "class=\"marks\"") else { return 0 }
      let picture = figure[marks.upperBound..<end]
      let last = picture.firstRange(of: "</svg>")?.lowerBound ?? picture.endIndex
      return picture[..<last].matches(of: /<(?:path|rect|circle)\b[^>]*(?:d="M|width="|r=")/).count
    }
  }

  private static var program: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["chromium", "chromium-browser", "google-chrome"].lazy.flatMap { name in
      folders.map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static var isFound: Bool { program != nil }

  /// Opens a file and waits until it is laid out.
  static func open(_ path: String) throws -> Page {
    let profile = path + ".profile"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? "")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--user-data-dir=\(profile)",
      "--enable-logging=stderr", "--log-level=0", "--dump-dom", "file://\(path)",
    ]
    // Files rather than pipes: helpers of the browser may outlive it and hold a pipe open.
    for name in [".dom", ".log"] { try Data().write(to: URL(fileURLWithPath: path + name)) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".dom"))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: path + ".log"))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + name)), as: UTF8.self)
    }
    return Page(document: try text(".dom"), log: try text(".log"))
  }
}
