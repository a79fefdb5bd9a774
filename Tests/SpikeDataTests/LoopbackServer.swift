import Foundation
import Synchronization

/// A small HTTP server on the loopback interface that also behaves badly on demand. It lives for
/// one test and answers each request on a thread of its own.
final class LoopbackServer: Sendable {
  /// What it does with a request.
  enum Reply: Sendable {
    case serve([UInt8])
    case status(Int)
    /// Announces all, sends the first bytes, hangs up.
    case truncate([UInt8], after: Int)
    /// Announces all, sends the first bytes, says nothing more.
    case stall([UInt8], after: Int)
    case redirect(String)
    /// Sends without end and without announcing how much.
    case flood
  }

  let port: UInt16
  private let listener: Int32
  private let stopped = Atomic(false)
  private let requested = Mutex<[String]>([])
  private let reply: @Sendable (String) -> Reply

  /// Listens on a port the system chooses; `reply` is asked with each request's path.
  init(_ reply: @escaping @Sendable (String) -> Reply) throws {
    self.reply = reply
    // A proxy set for the outer network would be asked for these addresses too.
    _ = unsafe setenv("no_proxy", "127.0.0.1", 1)
    (listener, port) = try Self.listen()
    Thread.detachNewThread { [self] in accept() }
  }

  /// Ends every thread within a tenth of a second.
  func stop() { stopped.store(true, ordering: .relaxed) }

  /// The address of the server's root.
  var url: URL { URL(string: "http://127.0.0.1:\(port)/")! }

  /// The paths asked for, in order.
  var requests: [String] { requested.withLock { $0 } }

  private var isStopped: Bool { stopped.load(ordering: .relaxed) }

  private static func listen() throws -> (Int32, UInt16) {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe bind(descriptor, general, length) == 0
          && Foundation.listen(descriptor, 16) == 0
          && getsockname(descriptor, general, &length) == 0
      }
    }
    guard isListening else { throw CocoaError(.fileReadUnknown) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private func accept() {
    while !isStopped {
      var poller = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&poller, 1, 50) > 0 else { continue }
      let connection = Foundation.accept(listener, nil, nil)
      if connection >= 0 { Thread.detachNewThread { [self] in answer(connection) } }
    }
    _ = close(listener)
  }

  private func answer(_ connection: Int32) {
    defer { _ = close(connection) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = unsafe recv(connection, &buffer, buffer.count, 0)
    let words = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
    guard words.count > 1 else { return }
    requested.withLock { $0.append(String(words[1])) }
    switch reply(String(words[1])) {
    case .serve(let body): send(connection, head("200 OK", body.count) + body)
    case .status(let code): send(connection, head("\(code) Status", 0))
    case .truncate(let body, let end): send(connection, head("200 OK", body.count) + body[..<end])
    case .redirect(let place):
      send(connection, head("302 Found", 0, "Location: \(place)\r\n"))
    case .stall(let body, let end):
      send(connection, head("200 OK", body.count) + body[..<end])
      while !isStopped { Thread.sleep(forTimeInterval: 0.02) }
    case .flood:
      send(connection, Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8))
      let block = [UInt8](repeating: 0, count: 65536)
      // A pause, for curl does nothing else while the next byte is always there.
      while !isStopped && send(connection, block) { Thread.sleep(forTimeInterval: 0.002) }
    }
  }

  private func head(_ status: String, _ length: Int, _ extra: String = "") -> [UInt8] {
    Array(
      ("HTTP/1.1 \(status)\r\nContent-Length: \(length)\r\n\(extra)Connection: close\r\n\r\n").utf8)
  }

  @discardableResult
  private func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
      var on: Int32 = 1
      _ = unsafe setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &on, 4)
    #endif
    var sent = 0
    while sent < bytes.count {
      let rest = Array(bytes[sent...])
      let count = unsafe Foundation.send(connection, rest, rest.count, flags)
      if count <= 0 { return false }
      sent += count
    }
    return true
  }
}
