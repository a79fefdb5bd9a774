import Foundation
import SpikeFiles
import TestSupport
import Testing

@Suite("Atomic writing")
struct AtomicWriteTests {
  @Test("the file holds what was written last, and nothing else is left beside it")
  func replaces() throws {
    let directory = try TestDirectory()
    try writeAtomically("first, longer", to: directory("a.json"))
    try writeAtomically("second", to: directory("a.json"))
    #expect(try readBytes(of: directory("a.json")) == Array("second".utf8))
    #expect(try directory.names() == ["a.json"])
  }

  @Test("a file that may not be overwritten is left as it is")
  func refuses() throws {
    let directory = try TestDirectory()
    try writeAtomically("old", to: directory("a"), overwriting: false)
    #expect(throws: DataError.alreadyExists(path: directory("a"))) {
      try writeAtomically("new", to: directory("a"), overwriting: false)
    }
    #expect(try readBytes(of: directory("a")) == Array("old".utf8))
    #expect(try directory.names() == ["a"])
  }

  @Test("an absent directory and a target that is a directory are errors that leave nothing")
  func unwritable() throws {
    let directory = try TestDirectory()
    let path = directory("none/a")
    #expect(throws: DataError.unwritable(path: path, reason: "No such file or directory")) {
      try writeAtomically("x", to: path)
    }
    try FileManager.default.createDirectory(
      atPath: directory("folder"), withIntermediateDirectories: false)
    #expect(throws: DataError.self) { try writeAtomically("x", to: directory("folder")) }
    #expect(try directory.names() == ["folder"])
  }

  @Test("only regular files are replaced: links, pipes, sockets and devices stay")
  func irregular() throws {
    let directory = try TestDirectory()
    try writeAtomically("mine", to: directory("file"))
    for (name, target) in [("link", "file"), ("dangling", "none"), ("device", "/dev/null")] {
      try FileManager.default.createSymbolicLink(
        atPath: directory(name), withDestinationPath: target)
    }
    try #require(unsafe mkfifo(directory("pipe"), 0o600) == 0)
    // Not every test may make a device, and names of sockets are short.
    _ = UnixSocket(directory("socket"))
    _ = unsafe mknod(directory("null"), S_IFCHR | 0o600, 0x103)
    let names = try directory.names()
    for overwriting in [true, false] {
      for name in names where name != "file" {
        let error = #expect(throws: DataError.self) {
          try writeAtomically("x", to: directory(name), overwriting: overwriting)
        }
        #expect("\(String(describing: error))".contains("only regular files are replaced"))
      }
    }
    #expect(try directory.names() == names)
    #expect(try readBytes(of: directory("file")) == Array("mine".utf8))
  }

  @Test("a failed rename is an error that leaves nothing")
  func longName() throws {
    let directory = try TestDirectory()
    let path = directory(String(repeating: "n", count: 300))
    #expect(throws: DataError.unwritable(path: path, reason: "File name too long")) {
      try writeAtomically("x", to: path)
    }
    #expect(try directory.names() == [])
  }

  @Test("a name as long as the system allows can be written")
  func longestName() throws {
    let directory = try TestDirectory()
    let name = String(repeating: "n", count: 255)
    try writeAtomically("x", to: directory(name))
    #expect(try directory.names() == [name])
  }
}
