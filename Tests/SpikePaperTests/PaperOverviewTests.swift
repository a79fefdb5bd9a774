import SpikeFiles
import TestSupport
import Testing

@testable import SpikePaper

/// What is read of a page that was written, and the page that leads to all.
@Suite struct PaperOverviewTests {
  private static let page = """
    \(PaperPage.mark)

    # Figure |w|

    **Not complete**

    ## What it shows

    Text

    | sweep | finished runs | runs |
    |---|---|---|
    | one | 3 | 9 |
    | two | 4 | 4 |

    ## MLP

    | rule | finished runs | runs |
    |---|---|---|
    | LFP | 100 | 100 |

    ## Claims

    | claim | judged on | verdict | measured | criterion |
    |---|---|---|---|---|
    | A \\| b. | MLP | holds | 97 %. | x |
    | C. | LeNet (0 of 2 runs) | not yet known | nothing | x |
    | D. | LeNet (0 of 2 runs) | not yet known | nothing | x |

    """

  @Test func `a page's runs and claims are read from its text`() throws {
    let outline = try #require(PaperPageOutline("figure-4", markdown: Self.page))
    #expect(outline.title == "Figure |w|")
    #expect(outline.progress == (7, 13))
    #expect(outline.claims.map(\.statement) == [#"A \| b."#, "C.", "D."])
    #expect(outline.claims.map(\.verdict) == [.holds, .unknown, .unknown])
    #expect(outline.claims[0].measured == "97 %.")
    #expect(PaperPageOutline("figure-4", markdown: "text\n") == nil)
  }

  @Test func `numbers of runs that no sweep has are left out`() throws {
    let most = Int.max
    let rows = "| sweep | \(most) | \(most) |\n| b | 1 | 2 |\n"
    let text = "# T\n\n## What it shows\n\n" + rows
    #expect(PaperPageOutline("figure-4", markdown: text)?.progress ?? (0, 0) == (1, 2))
  }

  @Test func `what a page says is what is read of it`() throws {
    for figure in PaperFigure.allCases {
      let page = PaperPage(
        try PaperRuns(figure, .full, root: "nowhere", hasOurs: false), hasOurs: false)
      let outline = try #require(PaperPageOutline(page.name, markdown: page.markdown))
      #expect(outline.title == page.title)
      #expect(outline.progress == page.results.progress)
      #expect(outline.claims.map(\.verdict) == page.content.claims.map(\.verdict))
      #expect(
        outline.claims.map(\.measured)
          == page.content.claims.map { PaperPage.escaped($0.measured) })
    }
  }

  @Test func `the overview has the pages that stand beside it, in order, and no others`() throws {
    try withTemporaryFolder { folder in
      for name in ["figure-a4-lenet", "figure-4", "figure-4-quick", "notes", "pruning"] {
        try replaceFile("\(folder)/\(name).md", by: Self.page)
      }
      try replaceFile("\(folder)/table-1.md", by: "mine\n")
      let text = PaperOverview(folder).markdown
      let rows = text.split(separator: "\n").filter { $0.hasPrefix("| [") }
      #expect(
        rows == [
          #"| [Figure \|w\|](figure-4.md) | 7 of 13 | 1 | 0 | 2 |"#,
          #"| [Figure \|w\|](figure-a4-lenet.md) | 7 of 13 | 1 | 0 | 2 |"#,
          #"| [Figure \|w\|](pruning.md) | 7 of 13 | 1 | 0 | 2 |"#,
        ])
      // The paper's claims stand apart from ours.
      let parts = text.split(separator: "**Studies of ours: claims of ours**")
      #expect(parts.count == 2 && parts[0].contains("(figure-a4-lenet.md) | 7"))
      #expect(!parts[0].contains("(pruning.md) | 7"))
      #expect(text.contains("- holds: A \\| b.  \n  MLP: 97 %."))
      #expect(text.contains("- not yet known: LeNet (0 of 2 runs); 2 claims"))
    }
  }

  @Test func `a page of one network has its sweeps alone, and a name of its own`() throws {
    let scale = PaperScale(networks: [.lenet])
    for figure in PaperFigure.allCases {
      let networks = figure.networks(.full)
      let name = PaperPage.name(figure, scale, overrides: [])
      #expect(name == figure.rawValue + (networks.count > 1 ? "-lenet" : ""))
      let left = figure.sweeps(scale).map(\.name)
      let all = figure.sweeps(.full)
      #expect(left == all.filter { $0.network != .mlp }.map(\.name))
    }
    #expect(
      PaperPage.name(.comparison, PaperScale(isQuick: true, networks: [.mlp]), overrides: ["a=1"])
        == "comparison-mlp-quick-changed")
  }
}
