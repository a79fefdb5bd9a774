import Testing

extension ManyRunsCommandTests {
  @Suite("spikelab report")
  struct ReportCommandTests {
    private static let comparison = smallConfig(
      epochs: 2,
      members: """
        ,
        "variants": [
          { "name": "<script>alert(1)</script>", "learning": { "rule": "lfp-epsilon" } },
          { "name": "surrogate", "learning": { "rule": "surrogate" } } ]
        """)

    /// A workbench with the two finished runs of a small comparison in `runs`.
    private func comparisonBench() async throws -> Workbench {
      let bench = try Workbench(config: Self.comparison)
      let outcome = try await bench.run("compare", "small.json", "--output", "runs", "--quiet")
      try #require(outcome.code == 0, "\(outcome)")
      return bench
    }

    @Test("a comparison's folder and its config give the same report, with rasters and membranes")
    func comparison() async throws {
      let bench = try await comparisonBench()
      let before = try bench.contents(of: "runs")
      let outcome = try await bench.run("report", "runs", "--csv", "numbers")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("surrogate"))
      #expect(outcome.output.hasSuffix("report: report.html\nnumbers: numbers\n"))
      let html = try bench.text("report.html")
      #expect(!html.contains("<script"))
      for id in [
        "test-accuracy", "rules-operations", "image-1-0", "raster-1-0-1", "membrane-2-0-3",
      ] {
        #expect(html.contains("<figure id=\"\(id)\">"), "\(id)")
        #expect(bench.exists("numbers/\(id).csv"), "\(id)")
      }
      // Every chart has a picture with a text alternative, and its numbers.
      let figures = html.matches(of: /<figure\b/).count
      #expect(figures > 40)
      #expect(
        html.matches(of: /<svg class="chart[^>]* role="img" aria-label="[^"]/).count == figures)
      #expect(html.matches(of: /<summary>Numbers</).count == figures)
      let again = try await bench.run(
        "report", "small.json", "--runs", "runs", "--output", "second.html", "--threads", "1")
      #expect(again.code == 0, "\(again)")
      #expect(try bench.text("second.html").contains("<figure id=\"raster-1-0-1\">"))
      // Reading changes nothing.
      #expect(try bench.contents(of: "runs") == before)
    }

    @Test("what was run with overrides is reported with the same")
    func overrides() async throws {
      let bench = try Workbench(config: smallConfig(layers: [10]))
      let change = "training.batchSize=50"
      try #require(
        try await bench.run("train", "small.json", change, "--output", "runs").code == 0)
      let without = try await bench.run("report", "small.json", "--runs", "runs")
      #expect(without.code == 2 && without.errors.contains("no run of small.json is finished"))
      let with = try await bench.run("report", "small.json", change, "--runs", "runs")
      #expect(with.code == 0, "\(with)")
      #expect(try bench.text("report.html").contains("&quot;batchSize&quot;: 50"))
      for (arguments, message) in [
        (["runs", change], "error: \(change) changes sweep files and configs, and there is none"),
        (["small.json", "training.batchsize=50"], "batchSize"),
        ([change], "name what to report on"),
      ] {
        let outcome = try await bench.run(["report"] + arguments)
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains(message), "\(outcome)")
      }
    }

    @Test("a network that never spikes has empty rasters and says so")
    func silent() async throws {
      let config = """
        { "name": "silent", "data": { "dataset": "digits", "train": 20, "test": 20 },
          "network": { "steps": 4, "threshold": 1e6, "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """
      let bench = try Workbench(config: config)
      try #require(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      let outcome = try await bench.run("report", "runs", "--csv", "numbers")
      #expect(outcome.code == 0, "\(outcome)")
      let html = try bench.text("report.html")
      #expect(html.contains("No output neuron spiked; the first counts as the answer."))
      #expect(html.contains("0 spikes of 10 neurons in 4 steps"))
      #expect(html.contains("silent, nearest to threshold") && !html.contains("its spikes"))
      #expect(!html.contains("class=\"spike\""))
      // A heading and no row.
      #expect(try bench.text("numbers/raster-1-0-1.csv").split(separator: "\n").count == 1)
    }

    @Test("a trained network of forty layers is shown by its first layers and its output")
    func fortyLayers() async throws {
      let layers = [Int](repeating: 8, count: 39) + [10]
      let bench = try Workbench(config: smallConfig(layers: layers))
      try #require(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      #expect(try await bench.run("report", "runs").code == 0)
      let html = try bench.text("report.html")
      #expect(html.contains("Drawn are 5 of 40 layers, the output among them."))
      for layer in [1, 4, 40] { #expect(html.contains("<figure id=\"raster-1-0-\(layer)\">")) }
      #expect(!html.contains("<figure id=\"raster-1-0-5\">"))
      #expect(html.utf8.count < 2_000_000)
    }

    @Test("what is not a report of ours stays as it is, unless forced")
    func overwriting() async throws {
      let bench = try Workbench(config: smallConfig())
      try #require(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      let refused = try await bench.run("report", "runs", "--output", "small.json")
      #expect(refused.code == 2)
      #expect(
        refused.messages == [
          "error: small.json exists and is no report of ours; choose another name, or --force "
            + "replaces it"
        ])
      #expect(try bench.text("small.json") == smallConfig())
      #expect(try await bench.run("report", "runs").code == 0)
      let first = try bench.bytes("report.html")
      #expect(try await bench.run("report", "runs").code == 0)
      #expect(try bench.bytes("report.html") == first)
      #expect(try await bench.run("report", "runs", "--output", "small.json", "--force").code == 0)
      #expect(try bench.bytes("small.json") == first)
    }

    @Test("what is not there or holds no run is a wrong request, and nothing is written")
    func wrong() async throws {
      let bench = try Workbench(config: smallConfig())
      try bench.write("", to: "empty/file")
      for (path, message) in [
        ("absent", "no run is called 'absent'"),
        ("absent/run", "cannot read absent/run: No such file or directory"),
        ("empty", "empty holds no run that can be read"),
        ("small.json", "no run of small.json is finished in Results/runs"),
      ] {
        let outcome = try await bench.run("report", path)
        #expect(outcome.code == 2)
        #expect(outcome.errors.hasPrefix("error: \(message)"), "\(outcome)")
      }
      #expect(!bench.exists("report.html"))
    }

    @Test(
      "a browser opens a report without an error or a request, and its charts have marks",
      .enabled(if: Browser.isFound, "no Chromium or Chrome was found"))
    func browser() async throws {
      let bench = try await comparisonBench()
      try #require(try await bench.run("report", "runs").code == 0)
      let page = try Browser.open(bench("report.html"))
      // Refused requests, script errors and policy violations all are lines of the console.
      #expect(!page.log.contains("CONSOLE"), "\(page.log)")
      for id in [
        "test-accuracy", "rules-seconds", "rules-operations", "rules-cost",
        "firing-1", "image-1-0", "raster-1-0-1", "membrane-1-0-1", "rate-step-1", "rate-class-1",
        "rates-1-1", "intervals-1", "confusion-1", "weights-mean-weight-1",
      ] {
        #expect(page.marks(ofChart: id) > 0, "\(id)")
      }
      // The browser found what was written: nothing of the names became markup.
      #expect(!page.document.contains("<script"))
      #expect(page.document.matches(of: /<svg class="chart[^>]* role="img"/).count > 20)
    }

    @Test(
      "the browser's test would see a request and an error",
      .enabled(if: Browser.isFound, "no Chromium or Chrome was found"))
    func browserSees() async throws {
      let bench = try Workbench()
      let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
      for body in [
        "\(policy)<img src=\"https://example.invalid/x.png\">", "\(policy)<script>1</script>",
        "<script>throw new Error('x')</script>",
      ] {
        try bench.write("<!DOCTYPE html><html><head>\(body)</head></html>", to: "page.html")
        #expect(try Browser.open(bench("page.html")).log.contains("CONSOLE"), "\(body)")
      }
    }
  }
}
