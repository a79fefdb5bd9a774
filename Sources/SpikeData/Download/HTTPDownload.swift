import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What bounds one download.
struct DownloadLimits: Sendable, Hashable {
  /// The longest time without a byte.
  var stall: Duration
  /// The longest time altogether.
  var total: Duration
  /// The most bytes a server may send.
  var size: Int
}

/// One download over HTTP into memory. It ends once, by whatever comes first: the last byte, a
/// fault, a limit, or the task's cancellation.
final class HTTPDownload: NSObject, Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var expected: Int?
    var lastActivity = ContinuousClock.now
    var outcome: Result<[UInt8], Failure>?
    var waiting: Waiting?
  }

  private typealias Waiting = CheckedContinuation<Result<[UInt8], Failure>, Never>

  /// Why a download failed, in words.
  struct Failure: Error, Hashable {
    var reason: String
  }

  private let url: URL
  private let limits: DownloadLimits
  private let progress: @Sendable (_ received: Int, _ expected: Int?) -> Void
  private let state = Mutex(State())

  init(
    _ url: URL, limits: DownloadLimits,
    progress: @escaping @Sendable (_ received: Int, _ expected: Int?) -> Void
  ) {
    (self.url, self.limits, self.progress) = (url, limits, progress)
  }

  /// Downloads. To be called once.
  func run() async -> Result<[UInt8], Failure> {
    let configuration = URLSessionConfiguration.ephemeral
    // The watch below is finer; this only ends what the system would keep for ever.
    configuration.timeoutIntervalForRequest = 3600
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    // Every session of Foundation on Linux shares one queue, and these calls wait for it: that must
    // not happen on the few threads that Swift's tasks share.
    let queue = DispatchQueue.global()
    let watch = Task { await self.watch(since: .now) }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early = state.withLock { state in
          if state.outcome == nil { state.waiting = continuation }
          return state.outcome
        }
        if let early { return continuation.resume(returning: early) }
        queue.async { [url] in session.dataTask(with: url).resume() }
      }
    } onCancel: {
      end(.failure(Failure(reason: "cancelled")))
    }
    watch.cancel()
    queue.async { session.invalidateAndCancel() }
    return result
  }

  /// Ends the download when it takes too long.
  private func watch(since start: ContinuousClock.Instant) async {
    while (try? await Task.sleep(for: min(limits.stall, limits.total) / 8)) != nil {
      let now = ContinuousClock.now
      let (last, received) = state.withLock { ($0.lastActivity, $0.bytes.count) }
      if now - last > limits.stall {
        end(.failure(Failure(reason: "no data for \(limits.stall) after \(received) bytes")))
      } else if now - start > limits.total {
        end(.failure(Failure(reason: "not done after \(limits.total), at \(received) bytes")))
      }
    }
  }

  /// Gives the outcome to whoever waits; every later one is ignored.
  private func end(_ outcome: Result<[UInt8], Failure>) {
    let waiting = state.withLock { state in
      guard state.outcome == nil else { return nil as Waiting? }
      state.outcome = outcome
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: outcome)
  }
}

extension HTTPDownload: URLSessionDataDelegate {
  /// Follows a redirect only to an address of the same scheme.
  ///
  /// The header decides: Foundation on Linux makes `file:///x` a path on the same host.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let (from, location) = (
      url.scheme?.lowercased() ?? "", response.value(forHTTPHeaderField: "Location") ?? ""
    )
    let targets = [URL(string: location, relativeTo: response.url), request.url]
    for scheme in targets.map({ $0?.scheme?.lowercased() ?? "nothing" })
    where scheme != from {
      end(.failure(Failure(reason: "redirects from \(from) to \(scheme)")))
      return completionHandler(nil)
    }
    completionHandler(request)
  }

  /// Accepts status 200 and an announced size within the limit.
  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    let expected = response.expectedContentLength
    if status != 200 {
      end(.failure(Failure(reason: "HTTP status \(status)")))
    } else if expected > Int64(limits.size) {
      end(.failure(Failure(reason: "\(expected) bytes, more than \(limits.size)")))
    }
    let goesOn = state.withLock { state in
      state.lastActivity = .now
      state.expected = expected > 0 ? Int(expected) : nil
      return state.outcome == nil
    }
    completionHandler(goesOn ? .allow : .cancel)
  }

  /// Takes bytes in, up to the limit.
  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    // Nil once it has ended or the data would exceed the limit.
    let taken: (received: Int, expected: Int?)? = state.withLock { state in
      state.lastActivity = .now
      guard state.outcome == nil, state.bytes.count + data.count <= limits.size else { return nil }
      state.bytes += data
      return (state.bytes.count, state.expected)
    }
    if let taken {
      progress(taken.received, taken.expected)
    } else {
      end(.failure(Failure(reason: "more than \(limits.size) bytes")))
    }
  }

  /// Ends the download as the system reports it.
  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: Error?) {
    if let error {
      end(.failure(Failure(reason: Self.words(for: error))))
    } else {
      end(.success(state.withLock { $0.bytes }))
    }
  }

  /// Foundation on Linux has no words for most of these.
  private static func words(for error: Error) -> String {
    switch (error as? URLError)?.code {
    case .cannotConnectToHost: "cannot connect"
    case .cannotFindHost, .dnsLookupFailed: "host not found"
    case .notConnectedToInternet: "no network"
    case .networkConnectionLost: "the connection was lost"
    case .timedOut: "timed out"
    case .secureConnectionFailed, .serverCertificateUntrusted: "no secure connection"
    case .unsupportedURL: "not an http or https address"
    default: error.localizedDescription
    }
  }
}
