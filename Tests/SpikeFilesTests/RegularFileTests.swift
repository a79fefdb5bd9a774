import Foundation
import TestSupport
import Testing

@testable import SpikeFiles

@Suite("Opening files")
struct RegularFileTests {
  /// What `open` is asked for: to read, and to continue.
  static let purposes = [O_RDONLY, O_WRONLY | O_CREAT | O_APPEND]

  private func open(_ path: String, _ flags: Int32, _ place: FilePlace) throws {
    close(try RegularFile.descriptor(of: path, flags, place))
  }

  @Test("a file in a stranger's folder is not opened through a link; one the user named is")
  func links() throws {
    let directory = try TestDirectory()
    try writeAtomically("x", to: directory("file"))
    try FileManager.default.createSymbolicLink(
      atPath: directory("link"), withDestinationPath: "file")
    try FileManager.default.createSymbolicLink(
      atPath: directory("dangling"), withDestinationPath: "later")
    for flags in Self.purposes {
      for name in ["link", "dangling"] {
        let error = #expect(throws: SystemError.self) {
          try open(directory(name), flags, .enclosed)
        }
        #expect(error?.code == ELOOP && error?.reason.hasPrefix("it is a symbolic link") == true)
      }
      try open(directory("file"), flags, .enclosed)
      try open(directory("link"), flags, .named)
    }
    #expect(throws: (any Error).self) { try OutputFile(directory("dangling"), .atEnd) }
    #expect(try directory.names() == ["dangling", "file", "link"])
  }

  @Test("a file that stands in a path as a folder is named")
  func fileAmongFolders() throws {
    let directory = try TestDirectory()
    try writeAtomically("x", to: directory("config.json"))
    let path = directory("config.json/lfp/more")
    let error = #expect(throws: DataError.self) { try readBytes(of: path) }
    #expect(
      error?.description
        == "cannot read \(path): \(directory("config.json")) is a file, not a folder")
  }

  @Test("a folder may be reached through a link, also in a stranger's")
  func folders() throws {
    let directory = try TestDirectory()
    try makeDirectory(directory("run"))
    try writeAtomically("x", to: directory("run/file"))
    try FileManager.default.createSymbolicLink(
      atPath: directory("link"), withDestinationPath: "run")
    #expect(try readBytes(of: directory("link/file"), .enclosed) == Array("x".utf8))
  }

  @Test("no pipe is waited for, whether or not somebody is at its other end; no device is opened")
  func pipes() throws {
    let directory = try TestDirectory()
    let path = directory("pipe")
    try #require(unsafe mkfifo(path, 0o600) == 0)
    for isRead in [false, true] {
      let reader = isRead ? unsafe Foundation.open(path, O_RDONLY | O_NONBLOCK) : -1
      defer { if reader >= 0 { close(reader) } }
      #expect(isRead == (reader >= 0))
      for flags in Self.purposes {
        for place in [FilePlace.named, .enclosed] {
          for file in [path, "/dev/null"] {
            let error = #expect(throws: SystemError.self) { try open(file, flags, place) }
            #expect(error?.reason == "not a regular file")
          }
        }
      }
    }
  }

  @Test("a file with another name is read, and not continued")
  func names() throws {
    let directory = try TestDirectory()
    try writeAtomically("x", to: directory("file"))
    try FileManager.default.linkItem(atPath: directory("file"), toPath: directory("other"))
    #expect(try readBytes(of: directory("file"), .enclosed) == Array("x".utf8))
    let error = #expect(throws: SystemError.self) { try OutputFile(directory("file"), .atEnd) }
    #expect(error?.reason.hasPrefix("it has 2 names (hard links)") == true)
    try FileManager.default.removeItem(atPath: directory("other"))
    try OutputFile(directory("file"), .atEnd).append(Array("y".utf8))
    #expect(try readBytes(of: directory("file")) == Array("xy".utf8))
  }
}

/// A socket with a name in the file system.
struct UnixSocket {
  private let descriptor: Int32

  init?(_ path: String) {
    #if canImport(Darwin)
      descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8CString)
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
    }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length)
      }
    }
    close(descriptor)
    if result != 0 { return nil }
  }
}
