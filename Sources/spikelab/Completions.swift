import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns

extension CompletionKind {
  /// Config and sweep files.
  static let config = CompletionKind.file(extensions: ["json"])

  /// The runs of the folder that `SPIKELAB_RUNS` names, else of `Results/runs`: hashes and names.
  static let run = CompletionKind.custom { _, _, _ in RunLocator().words }

  /// Config files of this folder and runs.
  static let configOrRun = CompletionKind.custom { _, _, word in
    configs(beginning: word) + RunLocator().words
  }

  /// Overrides of a config: `network.beta=0.9`.
  static let setting = CompletionKind.custom { words, index, _ in
    Assignment(words, index).completions {
      ConfigKeys.values(of: $0)
    } keys: {
      ConfigKeys.paths
    }
  }

  /// What must hold of a run, by the values that runs have.
  static let filter = CompletionKind.custom { words, index, _ in
    Assignment(words, index).completions {
      RunList.values(of: $0, RunLocator())
    } keys: {
      RunList.words + ConfigKeys.paths
    }
  }

  /// JSON files and folders that a word is the beginning of.
  private static func configs(beginning word: String) -> [String] {
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    return names(inFolder: folder.isEmpty ? "." : folder)
      .filter { $0.hasSuffix(".json") || kind(of: folder + $0) == .folder }
      .filter { !$0.hasPrefix(".") }.map { folder + $0 }
  }
}

/// A `key=value` that is being written. Bash takes its three parts for words of their own.
private struct Assignment {
  private var key: String
  /// What the shell puts before the value by itself; nil while the key is being written.
  private var before: String?

  init(_ words: [String], _ index: Int) {
    func word(_ place: Int) -> String { words.indices.contains(place) ? words[place] : "" }
    let word = (word(index), word(index - 1), word(index - 2))
    if word.0 == "=" {
      (key, before) = (word.1, "")
    } else if word.1 == "=" {
      (key, before) = (word.2, "")
    } else if let sign = word.0.firstIndex(of: "=") {
      key = String(word.0[..<sign])
      before = key + "="
    } else {
      key = word.0
    }
  }

  func completions(values: (String) -> [String], keys: () -> [String]) -> [String] {
    if let before { return values(key).map { before + $0 } }
    let found = keys().filter { $0.hasPrefix(key) }
    // One alone would be followed by a space.
    return found.count == 1
      ? [found[0] + "="] + values(found[0]).map { found[0] + "=" + $0 } : found.map { $0 + "=" }
  }
}

extension Spikelab {
  /// The completion script of a shell: the parser's own, and what bash needs besides.
  ///
  /// - Returns: nil where no script is asked for, or it is for another shell.
  static func completionScript(_ arguments: [String]) -> String? {
    let isBash =
      arguments == ["--generate-completion-script", "bash"]
      || arguments == ["--generate-completion-script=bash"]
    return isBash ? completionScript(for: .bash) + "\n" + bashAssignments : nil
  }

  /// A key=value is no file, whose = bash would escape; no space follows a key; and `runs` without a
  /// subcommand is `runs list`.
  private static let bashAssignments = #"""

    _spikelab_assignments() {
        local -r subcommands=" list show compare remove "
        if [[ "${COMP_WORDS[1]}" == runs && "${COMP_CWORD}" -ge 2 && -n "${COMP_WORDS[2]}"
            && "${COMP_WORDS[2]}" != -* && "${subcommands}" != *" ${COMP_WORDS[2]}"* ]]; then
            COMP_WORDS=("${COMP_WORDS[@]:0:2}" list "${COMP_WORDS[@]:2}")
            COMP_CWORD=$((COMP_CWORD + 1))
        fi
        _spikelab "${@}"
        if [[ "${COMP_WORDS[*]:COMP_CWORD-1:2}" == *=* || "${COMPREPLY[*]}" == *=* ]]; then
            compopt +o filenames 2>/dev/null
        fi
        if [[ "${COMPREPLY[0]}" == *= ]]; then
            compopt -o nospace 2>/dev/null
        fi
        return 0
    }

    complete -o filenames -F _spikelab_assignments spikelab
    """#
}
