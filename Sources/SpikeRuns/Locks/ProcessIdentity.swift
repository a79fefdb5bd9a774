import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process, told apart from those of other machines, of other containers on this one, and from
/// later ones of the same number.
public struct ProcessIdentity: Hashable, Sendable {
  /// The machine's name, for people: two machines or containers may have the same.
  public var host: String
  /// The process number in its namespace.
  public var pid: Int
  /// When the process began, in the system's ticks since it was started; nil where that is not known
  /// (macOS). Without it a new process that got the number of a dead one would pass for it.
  public var beginning: Int?
  /// Which start of which machine the process belongs to; nil where that is not known.
  public var boot: String?
  /// The namespace that its number is of; nil where there are none (macOS) or it is not known.
  public var namespace: String?

  /// Names a process.
  public init(
    host: String, pid: Int, beginning: Int? = nil, boot: String? = nil, namespace: String? = nil
  ) {
    (self.host, self.pid, self.beginning) = (host, pid, beginning)
    (self.boot, self.namespace) = (boot, namespace)
  }

  /// The process that asks.
  public static var current: ProcessIdentity {
    ProcessIdentity(
      host: currentHost, pid: Int(getpid()), beginning: beginning(of: "self"),
      boot: SystemIdentity.current.boot, namespace: SystemIdentity.current.namespace)
  }

  /// Whether the process lives; nil when it belongs to another machine, another start of this one, or
  /// another namespace of process numbers, and cannot be asked.
  public var isAlive: Bool? {
    guard let boot, boot == SystemIdentity.current.boot,
      namespace == SystemIdentity.current.namespace,
      namespace != nil || !SystemIdentity.hasNamespaces
    else { return nil }
    guard let number = pid_t(exactly: pid), number > 0 else { return false }
    guard kill(number, 0) == 0 || errno == EPERM else { return false }
    // One that has ended and that nobody has collected yet still answers.
    guard SystemIdentity.listsOwnProcesses, let fields = Self.fields(of: "\(pid)") else {
      return true
    }
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
  private static func beginning(of process: String) -> Int? {
    fields(of: process).flatMap { $0.count > 19 ? Int($0[19]) : nil }
  }

  /// What the system says of a process from its state on; nil where that cannot be asked.
  private static func fields(of process: String) -> [Substring]? {
    #if os(Linux)
      guard let text = readSystemFile("/proc/\(process)/stat") else { return nil }
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
      ("beginning", beginning.map(JSONValue.number)), ("boot", boot.map(JSONValue.string)),
      ("namespace", namespace.map(JSONValue.string)),
    ])
  }

  init?(_ json: JSONValue?) {
    guard let json, let host = json["host"]?.string, let pid = json["pid"]?.integer else {
      return nil
    }
    self.init(
      host: JSONText.printable(host), pid: pid, beginning: json["beginning"]?.integer,
      boot: json["boot"]?.string, namespace: json["namespace"]?.string)
  }
}
