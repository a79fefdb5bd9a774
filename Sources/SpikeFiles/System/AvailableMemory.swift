import Foundation

/// Memory that this process may still take, in bytes: what the system has to spare, or less where
/// a control group (containers, Slurm) or `ulimit -v` says so. nil where nothing tells.
public func availableMemory() -> Int? {
  [systemMemory(), groupMemory(), addressSpace()].compactMap(\.self).min()
}

/// Memory that this process and others may take between them, in bytes: as ``availableMemory()``, but
/// for limits that every process has for itself.
public func sharedMemory() -> Int? { [systemMemory(), groupMemory()].compactMap(\.self).min() }

/// Memory that this process has taken, in bytes; nil where the system does not say.
public func residentMemory() -> Int? {
  #if os(Linux)
    readSystemFile("/proc/self/status").flatMap { kilobytes("VmRSS:", in: $0) }.map { $0 << 10 }
  #else
    nil
  #endif
}

private func systemMemory() -> Int? {
  #if os(Linux)
    guard let text = readSystemFile("/proc/meminfo") else { return nil }
    let free = ["MemAvailable:", "SwapFree:"].map { kilobytes($0, in: text) }
    return free[0].map { ($0 + (free[1] ?? 0)) << 10 }
  #else
    return Int(clamping: ProcessInfo.processInfo.physicalMemory)
  #endif
}

/// What is left to the process's control group and to those above it, of version 2 or 1.
private func groupMemory() -> Int? {
  #if os(Linux)
    let groups = (readSystemFile("/proc/self/cgroup") ?? "").split(separator: "\n")
      .map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
      .filter { $0.count == 3 }
    var rest: [Int?] = []
    for group in groups {
      let isSecond = group[1].isEmpty
      guard isSecond || group[1].split(separator: ",").contains("memory") else { continue }
      let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let names =
        isSecond
        ? ("memory.max", "memory.current") : ("memory.limit_in_bytes", "memory.usage_in_bytes")
      // In a container the group's own path may not be there, but the root is the container's.
      var parts = group[2].split(separator: "/").map(String.init)
      repeat {
        rest.append(left(([root] + parts).joined(separator: "/"), names.0, names.1))
      } while parts.popLast() != nil
    }
    return rest.compactMap(\.self).min()
  #else
    return nil
  #endif
}

#if os(Linux)
  /// Files that were read count as used, but are given up when memory is short.
  private func left(_ folder: String, _ limit: String, _ usage: String) -> Int? {
    func number(_ name: String) -> Int? {
      readSystemFile("\(folder)/\(name)").flatMap { Int($0.filter { $0.isNumber }) }
    }
    guard let limit = number(limit), let usage = number(usage) else { return nil }
    let lines = (readSystemFile("\(folder)/memory.stat") ?? "").split(separator: "\n")
    let cached = lines.first { $0.hasPrefix("inactive_file ") }.flatMap {
      Int($0.dropFirst("inactive_file ".count))
    }
    return max(0, limit - max(0, usage - (cached ?? 0)))
  }
#endif

private func addressSpace() -> Int? {
  #if os(Linux)
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      let most = Int(exactly: limit.rlim_cur), let text = readSystemFile("/proc/self/status"),
      let used = kilobytes("VmSize:", in: text)
    else { return nil }
    return max(0, most - used << 10)
  #else
    return nil
  #endif
}

#if os(Linux)
  /// `12` of a line such as `MemAvailable:   12 kB`.
  private func kilobytes(_ name: String, in text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.filter { $0.isNumber }) }
  }
#endif
