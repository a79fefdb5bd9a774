import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The commit of the source tree whose `.build` folder the program runs from.
enum SourceCommit {
  /// The commit's hash; nil for an installed program, or when there is no repository.
  static var current: String? {
    guard let program, let build = program.firstRange(of: "/.build/") else { return nil }
    return commit(ofRepository: String(program[..<build.lowerBound]))
  }

  /// What a repository has checked out. Reads git's files rather than asking git, which need not
  /// be installed where runs are made.
  static func commit(ofRepository root: String) -> String? {
    var folder = root + "/.git"
    // In a worktree `.git` is a file that says where the folder is.
    if let line = firstLine(folder), line.hasPrefix("gitdir: ") {
      let target = String(line.dropFirst("gitdir: ".count))
      folder = target.hasPrefix("/") ? target : "\(root)/\(target)"
    }
    guard let head = firstLine(folder + "/HEAD") else { return nil }
    guard head.hasPrefix("ref: ") else { return hash(head) }
    let name = String(head.dropFirst("ref: ".count))
    var folders = [folder]
    if let common = firstLine(folder + "/commondir") {
      folders.append(common.hasPrefix("/") ? common : "\(folder)/\(common)")
    }
    for folder in folders {
      if let line = firstLine("\(folder)/\(name)") { return hash(line) }
    }
    for folder in folders {
      let file = folder + "/packed-refs"
      guard let bytes = try? readFile(file, limit: 1 << 24, .named) else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      where line.hasSuffix(" " + name) {
        return hash(String(line.prefix { $0 != " " }))
      }
    }
    return nil
  }

  private static func hash(_ text: String) -> String? {
    text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit) ? text : nil
  }

  private static func firstLine(_ path: String) -> String? {
    guard let bytes = try? readFile(path, limit: 1 << 16, .named) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The program's file, links resolved.
  private static var program: String? {
    #if os(Linux)
      let path = "/proc/self/exe"
    #else
      let path = CommandLine.arguments.first ?? ""
    #endif
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
