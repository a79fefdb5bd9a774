#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process, told apart from those of other machines and from later ones of the same number.
public struct ProcessIdentity: Hashable, Sendable {
  /// The machine's name.
  public var host: String
  /// The process number on that machine.
  public var pid: Int
  /// When the process began, in the system's ticks since it was started; nil where that is not known
  /// (macOS). Without it a new process that got the number of a dead one would pass for it.
  public var beginning: Int?

  /// The process that asks.
  public static var current: ProcessIdentity {
    let pid = Int(getpid())
    return ProcessIdentity(host: currentHost, pid: pid, beginning: beginning(of: pid))
  }

  /// Whether the process lives; nil when it is another machine's and cannot be asked.
  public var isAlive: Bool? {
    guard host == Self.currentHost else { return nil }
    guard let number = pid_t(exactly: pid), number > 0 else { return false }
    guard kill(number, 0) == 0 || errno == EPERM else { return false }
    // One that has ended and that nobody has collected yet still answers.
    guard let fields = Self.fields(of: pid) else { return true }
    if ["Z", "X"].contains(fields.first) { return false }
    guard let beginning, fields.count > 19, let now = Int(fields[19]) else { return true }
    return beginning == now
  }

  private static var currentHost: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The 22nd field, the 20th after the name.
  private static func beginning(of pid: Int) -> Int? {
    fields(of: pid).flatMap { $0.count > 19 ? Int($0[19]) : nil }
  }

  /// What the system says of a process from its state on; nil where that cannot be asked.
  private static func fields(of pid: Int) -> [Substring]? {
    #if os(Linux)
      guard let text = readSystemFile("/proc/\(pid)/stat") else { return nil }
      // "pid (name) state …": the name may hold spaces and brackets, so count from the last one.
      guard let end = text.lastIndex(of: ")") else { return nil }
      return text[text.index(after: end)...].split(separator: " ")
    #else
      return nil
    #endif
  }
}

extension ProcessIdentity {
  var json: JSONValue {
    .object([
      ("host", .string(host)), ("pid", .number(pid)),
      ("beginning", beginning.map(JSONValue.number)),
    ])
  }

  init?(_ json: JSONValue?) {
    guard let json, let host = json["host"]?.string, let pid = json["pid"]?.integer else {
      return nil
    }
    self.init(host: JSONText.printable(host), pid: pid, beginning: json["beginning"]?.integer)
  }
}
