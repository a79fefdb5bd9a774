import Foundation
import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which start of which machine this process runs on, and whose process numbers it sees.
struct SystemIdentity {
  /// A number that the system draws when it starts; nil where it has none.
  let boot: String?
  /// The namespaces that process numbers and their times of beginning are of, such as
  /// `pid:[4026531836] time:[4026531834]`; nil where there are none.
  let namespace: String?

  /// Of this process.
  static let current = SystemIdentity()

  private init() {
    #if os(Linux)
      boot = readSystemFile("/proc/sys/kernel/random/boot_id").map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      let kinds = ["pid", "time"].compactMap { Self.target(of: "/proc/self/ns/\($0)") }
      namespace = kinds.isEmpty ? nil : kinds.joined(separator: " ")
    #elseif canImport(Darwin)
      var (text, size) = ([CChar](repeating: 0, count: 64), 64)
      let result = unsafe sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0)
      let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      boot = result == 0 ? String(decoding: bytes, as: UTF8.self) : nil
      namespace = nil
    #else
      (boot, namespace) = (nil, nil)
    #endif
  }

  /// Whether the system has namespaces of process numbers.
  static var hasNamespaces: Bool {
    #if os(Linux)
      true
    #else
      false
    #endif
  }

  /// Whether `/proc` lists processes by the numbers that this one sees them by; it does not where a
  /// container has the `/proc` of its host.
  static var listsOwnProcesses: Bool { target(of: "/proc/self") == "\(getpid())" }

  private static func target(of link: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: link)
  }
}
