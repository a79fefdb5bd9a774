#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Memory of a fixed number of plain elements, aligned to 64 bytes, allocated once and reused.
///
/// A buffer is a reference: two names of it see the same elements. Threads may write disjoint
/// parts of one at the same time (that is what the parallel loops of ``Workers`` do); writing and
/// reading the same element from two threads is a programming error.
@safe
public final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Number of elements.
  public let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Element>
  /// Who holds the memory, where this buffer does not.
  private let owner: Buffer?

  /// Allocates `count` elements, each `value`.
  ///
  /// Where the system refuses the memory, ``AllocationFailure`` ends the process with a message.
  ///
  /// - Complexity: O(`count`).
  public init(count: Int, repeating value: Element) {
    precondition(count >= 0, "a buffer of \(count) elements")
    self.count = count
    let bytes = max(count * MemoryLayout<Element>.stride, Self.smallest)
    MemoryLedger.current?.add(bytes + Self.objectBytes)
    var address: UnsafeMutableRawPointer?
    guard unsafe posix_memalign(&address, 64, bytes) == 0, let raw = unsafe address else {
      AllocationFailure.end(bytes: bytes)
    }
    unsafe base = raw.bindMemory(to: Element.self, capacity: count)
    unsafe base.initialize(repeating: value, count: count)
    owner = nil
  }

  /// Another name for `count` elements of a buffer, from `start` on.
  package init(sharing owner: Buffer, from start: Int, count: Int) {
    precondition(start >= 0 && count >= 0 && count <= owner.count - start, "outside the buffer")
    MemoryLedger.current?.add(Self.objectBytes)
    self.count = count
    self.owner = owner
    unsafe base = owner.base + start
  }

  /// Allocates a copy of some elements.
  public convenience init(_ elements: some Collection<Element>, filler: Element) {
    self.init(count: elements.count, repeating: filler)
    all.assign(Array(elements))
  }

  deinit { if owner == nil { unsafe free(UnsafeMutableRawPointer(base)) } }

  /// The element at a position.
  @inlinable public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "index outside the buffer")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "index outside the buffer")
      unsafe base[index] = newValue
    }
  }

  /// The elements from `start` on, `count` of them.
  @inlinable public func region(_ start: Int, _ count: Int) -> Region<Element> {
    Region(buffer: self, start: start, count: count)
  }

  /// All elements.
  public var all: Region<Element> { region(0, count) }

  /// Sets every element.
  public func fill(_ value: Element) { all.fill(value) }

  /// Copies all elements of a buffer of the same count.
  public func copy(from other: Buffer) {
    precondition(other.count == count, "\(other.count) elements into \(count)")
    unsafe base.update(from: other.base, count: count)
  }

  /// A copy of the elements.
  public var elements: [Element] { all.elements }
}

/// A run of elements of a ``Buffer``: the unit that kernels are handed.
@safe
public struct Region<Element: BitwiseCopyable>: Sendable {
  /// The buffer that holds the elements.
  public let buffer: Buffer<Element>
  /// Position of the first element in the buffer.
  public let start: Int
  /// Number of elements.
  public let count: Int

  @inlinable init(buffer: Buffer<Element>, start: Int, count: Int) {
    precondition(
      start >= 0 && count >= 0 && count <= buffer.count &- start, "region outside the buffer")
    self.buffer = buffer
    self.start = start
    self.count = count
  }

  /// Address of the first element; only kernels' wrappers use it.
  @usableFromInline @unsafe var pointer: UnsafeMutablePointer<Element> {
    unsafe buffer.base + start
  }

  /// The element at a position counted from the region's first.
  @inlinable public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "index outside the region")
      return unsafe buffer.base[start + index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "index outside the region")
      unsafe buffer.base[start + index] = newValue
    }
  }

  /// The elements from `offset` of this region on: `count` of them, or all that follow.
  @inlinable public func dropping(_ offset: Int, count: Int? = nil) -> Region {
    precondition(offset >= 0 && offset <= self.count, "offset outside the region")
    precondition((count ?? 0) <= self.count - offset, "region outside the region")
    return Region(buffer: buffer, start: start + offset, count: count ?? self.count - offset)
  }

  /// Sets every element.
  public func fill(_ value: Element) { unsafe pointer.update(repeating: value, count: count) }

  /// Overwrites the first elements with those of another region, which must fit and lie elsewhere.
  public func copy(from other: Region) {
    precondition(other.count <= count, "\(other.count) elements into \(count)")
    unsafe pointer.update(from: other.pointer, count: other.count)
  }

  /// A copy of the elements.
  public var elements: [Element] {
    unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Overwrites the first elements with those of an array, which must fit.
  public func assign(_ elements: [Element]) {
    precondition(elements.count <= count, "\(elements.count) elements into \(count)")
    unsafe elements.withUnsafeBufferPointer {
      if let source = $0.baseAddress { unsafe pointer.update(from: source, count: $0.count) }
    }
  }
}
