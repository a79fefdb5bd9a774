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
      // A key, its value, and runs by name.
      try bench.write(
        #"{ "name": "named", "seed": 5 }"#, to: "Results/runs/1123456789abcdef/config.json")
      func complete(_ line: String, _ word: String) async throws -> [String] {
        let parts = word.split(separator: "=", omittingEmptySubsequences: false)
        let words = parts.count == 2 ? [parts[0], "=", parts[1]].filter { $0 != "" } : [word[...]]
        let all = line.split(separator: " ") + words
        let list = all.map { "\"\($0)\"" }.joined(separator: " ")
        let outcome = try await bench.script([
          """
          spikelab --generate-completion-script bash > ./words && source ./words
          COMP_WORDS=(\(list)); COMP_CWORD=\(all.count - 1)
          COMP_LINE="\(line) \(word)"; COMP_POINT=\(line.count + 1 + word.count)
          _spikelab_assignments spikelab "\(words.last == "=" ? "" : words.last ?? "")" ""
          printf '%s\\n' "${COMPREPLY[@]}"
          """
        ])
        #expect(outcome.code == 0, "\(outcome)")
        return outcome.output.split(separator: "\n").map(String.init)
      }
      #expect(try await complete("spikelab runs", "seed=").contains("5"))
      #expect(try await complete("spikelab runs", "rule=").contains("lfp-epsilon"))
      #expect(
        try await complete("spikelab train a.json", "learning.rule=s") == ["surrogate"])
      #expect(
        try await complete("spikelab train a.json", "network.b").contains("network.beta=0.9"))
      #expect(try await complete("spikelab runs", "sh") == ["show"])
      #expect(try await complete("spikelab runs", "network.bet").contains("network.beta="))
      #expect(try await complete("spikelab runs show", "na") == ["named"])
      #expect(try await complete("spikelab train", "112") == ["1123456789abcdef"])
      #expect(try await complete("spikelab export").contains("0123456789abcdef"))
      #expect(try await complete("spikelab export 01 --nir").contains("b.txt"))
      #expect(try await complete("spikelab export 01 --tensorboard") == ["Results"])
    }
  }
}
