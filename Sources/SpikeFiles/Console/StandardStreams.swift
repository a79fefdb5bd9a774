import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a program makes sure of about its standard input, output and error.
public enum StandardStreams {
  /// Why standard output took no more, 0 while it did.
  private static let failure = Atomic<Int32>(0)
  private static let isClosed = Atomic<Bool>(false)

  /// To be called before a file is opened.
  ///
  /// A stream that is closed would have its number taken by the next file that is opened, and what is
  /// printed would go there: its place is held, so that writing fails. Writing to a pipe that nobody
  /// reads any more, or beyond a limit on a file's size, fails too rather than end the process: a run
  /// goes on when the reader of its lines, such as `head`, has seen enough.
  public static func prepare() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest number that is free.
      guard unsafe open("/dev/null", O_RDONLY) == descriptor else { return }
    }
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Makes sure that standard output has taken all that was printed. A reader that has seen enough is
  /// no failure.
  ///
  /// - Throws: ``FileError``.
  public static func finish() throws(FileError) {
    // A network file system may tell of a full disk when a file is closed, and not before.
    let copy = dup(1)
    if copy >= 0, close(copy) != 0, errno != EINTR { noteOutput(errno) }
    let code = failure.load(ordering: .relaxed)
    if code != 0 { throw FileError(.write, "standard output", errno: code) }
  }

  /// Whether there is no point in writing more.
  static var isBroken: Bool {
    isClosed.load(ordering: .relaxed) || failure.load(ordering: .relaxed) != 0
  }

  /// Keeps the first failure.
  static func noteOutput(_ code: Int32) {
    if code == EPIPE { return isClosed.store(true, ordering: .relaxed) }
    _ = failure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
  }
}
