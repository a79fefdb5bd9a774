import Testing

extension CommandLineTests {
  @Suite("Completion")
  struct CompletionTests {
    @Test("bash completes configs, runs, folders and files")
    func bash() async throws {
      let bench = try Workbench()
      try bench.write("{}", to: "a.json")
      try bench.write("", to: "b.txt")
      try bench.write("{}", to: "Results/runs/0123456789abcdef/config.json")
      try bench.write("", to: "Results/runs/notes/a")
      func complete(_ line: String) async throws -> [String] {
        let words = line.split(separator: " ").map { "\"\($0)\"" }.joined(separator: " ")
        let last = line.split(separator: " ").last ?? ""
        let outcome = try await bench.script([
          """
          spikelab --generate-completion-script bash > ./words && source ./words
          COMP_WORDS=(\(words) ""); COMP_CWORD=\(line.split(separator: " ").count)
          COMP_LINE="\(line) "; COMP_POINT=\(line.count + 1)
          _spikelab spikelab "" "\(last)"; printf '%s\\n' "${COMPREPLY[@]}"
          """
        ])
        #expect(outcome.code == 0, "\(outcome)")
        return outcome.output.split(separator: "\n").map(String.init)
      }
      #expect(try await complete("spikelab train").contains("a.json"))
      #expect(try await !complete("spikelab train").contains("b.txt"))
      #expect(try await complete("spikelab evaluate") == ["0123456789abcdef"])
      #expect(try await complete("spikelab runs show").contains("0123456789abcdef"))
      #expect(try await complete("spikelab train a.json --runs") == ["Results"])
      #expect(try await complete("spikelab evaluate 01 --images").contains("b.txt"))
      #expect(try await complete("spikelab export").contains("0123456789abcdef"))
      #expect(try await complete("spikelab export 01 --nir").contains("b.txt"))
      #expect(try await complete("spikelab export 01 --tensorboard") == ["Results"])
    }
  }
}
