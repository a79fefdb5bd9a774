import ArgumentParser
import SpikeFiles
import SpikeReports
import SpikeRuns

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Ask a run's network about images of your own, and which pixels earned the answer.",
    discussion: """
      Images are PNG files of 8 bits (grey or colour, neither transparent nor interlaced), PGM or PPM files, or \
      IDX files, plain or gzip, as large as those of training. Colours become grey for a network that \
      reads grey. Of each: the answer, what each class's output was, how far the answer is ahead; the \
      reward that LFP hands to each pixel for the answer's spikes, beside the gradient of their number; \
      and the spikes, layer by layer. Of more than \(mostPictures) images the answers alone.
      """)

  /// Images of which pictures are drawn, at most.
  private static let mostPictures = 20

  @OptionGroup var named: RunArgument

  @Argument(help: ArgumentHelp("Image files.", valueName: "image"), completion: .file())
  var images: [String]

  @Option(
    help: ArgumentHelp("Which image of an IDX file, from 0; all unless told.", valueName: "number"))
  var index: Int?

  @Flag(
    help: "Black for white: for dark digits on bright paper, where those of training are bright.")
  var invert = false

  @Option(
    help: ArgumentHelp("Write the pictures to this HTML file too.", valueName: "file"),
    completion: .file())
  var html: String?

  @Flag(help: "Replace a file of --html that is no page of ours.")
  var force = false

  @Option(help: ArgumentHelp("Columns a layer's spikes may take.", valueName: "number"))
  var columns = 64

  @Option(help: ArgumentHelp("Rows a layer's spikes may take.", valueName: "number"))
  var rows = 10

  @OptionGroup var data: DataOptions

  func validate() throws {
    if let index, index < 0 { throw ValidationError("--index is \(index), allowed is 0 or more") }
    for (name, value) in [("columns", columns), ("rows", rows)] where !(1...10_000 ~= value) {
      throw ValidationError("--\(name) is \(value), allowed is 1 to 10000")
    }
  }

  func run() throws {
    let console = Console()
    try checkPresence(of: images)
    if let html { try Report.checkPlace(html, isForced: force) }
    let prediction = try RunPrediction(
      existing: named.path(), options: data.options(runsRoot: ""), note: console.note)
    let images = try prediction.images(
      .init(files: images, index: index, isInverted: invert))
    let isDrawn = images.count <= Self.mostPictures
    var page = PredictionPage(prediction)
    for (place, (name, image)) in images.enumerated() {
      let found = try prediction.predict(name, image, place: place)
      if place > 0 && isDrawn { console.print("") }
      console.print(
        prediction.text(found, picture: isDrawn ? .init(columns: columns, rows: rows) : nil))
      if html != nil && place < Self.mostPictures { page.add(found) }
    }
    if let html {
      try page.write(to: html)
      console.print("\npage: \(html)")
    }
  }
}
