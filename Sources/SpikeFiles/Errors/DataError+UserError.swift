extension DataError: UserError {
  /// The description.
  public var message: String { description }

  /// ``ExitStatus/usage`` where the request itself cannot be met (data that is not there, tensors
  /// of another network); ``ExitStatus/someFailed`` where a file is broken or cannot be used.
  public var exitStatus: ExitStatus {
    switch self {
    case .datasetNotFound, .alreadyExists, .tensorMissing, .tensorUnexpected, .tensorShape,
      .tensorType:
      .usage
    default: .someFailed
    }
  }
}
