#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A moment as text: `2025-03-09T14:05:00Z`, in UTC.
package func timestamp(secondsSince1970 seconds: Int = Int(time(nil))) -> String {
  let day = Int((Double(seconds) / 86_400).rounded(.down))
  let second = seconds - day * 86_400
  // Gregorian calendar counted from 1 March of the year 0, so that leap days end a year
  // (Hinnant, "chrono-compatible low-level date algorithms").
  let shifted = day + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let month = (5 * dayOfYear + 2) / 153
  let date = dayOfYear - (153 * month + 2) / 5 + 1
  let calendarMonth = month < 10 ? month + 3 : month - 9
  let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)

  func digits(_ value: Int, _ width: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
  return "\(digits(year, 4))-\(digits(calendarMonth))-\(digits(date))T"
    + "\(digits(second / 3_600)):\(digits(second / 60 % 60)):\(digits(second % 60))Z"
}

/// The moment that ``timestamp(secondsSince1970:)`` wrote; nil for any other text.
package func secondsSince1970(ofTimestamp text: String) -> Int? {
  guard let match = text.wholeMatch(of: #/(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z/#),
    let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
    let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6)
  else { return nil }
  // The inverse of the algorithm above; years begin in March.
  let shifted = month <= 2 ? year - 1 : year
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  let days = era * 146_097 + dayOfEra - 719_468
  return days * 86_400 + hour * 3_600 + minute * 60 + second
}

/// Now, in seconds since 1970.
func secondsNow() -> Double {
  var now = timespec()
  unsafe clock_gettime(CLOCK_REALTIME, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
