import SpikeRuns
import Testing

@Suite struct ByteSizeTests {
  @Test(arguments: [
    ("4096", 4096), ("2GB", 2_000_000_000), ("2 GiB", 2 << 30), ("1.5k", 1500),
    ("800m", 800_000_000),
    ("1tib", 1 << 40), ("0.5 KiB", 512),
  ])
  func aSizeIsReadAsPeopleWriteIt(text: String, bytes: Int) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: ["", "0", "-1", "much", "2XB", "1..5G", "9999999T", "0.1", "1e3", "GB"])
  func whatIsNoSizeIsRefused(text: String) { #expect(ByteSize(text) == nil) }
}
