import Testing

@testable import SpikeExperiments

@Test func scratch() throws {
  func show(_ title: String, _ text: String, _ o: [String] = []) {
    print("## \(title)")
    for line in faults(text, overrides: o) { print("   " + line) }
  }
  show("ok", minimal)
  show("missp", withNetwork("\"treshold\": 1,\n \"betta\": 0.5"))
  show("beta", withNetwork("\"beta\": 1.5"))
  show("type", withNetwork("\"beta\": \"0.5\", \"steps\": 2.5, \"layers\": \"lif\""))
  show("several", "{\n \"nmae\": \"x\", \"seed\": -1,\n \"data\": { \"dataset\": \"minst\", \"seed\": 3, \"pixls\": [0] },\n \"training\": { \"batch_size\": 0, \"optimizer\": { \"adm\": {} }, \"clipping\": { \"adaptive\": 0 } } }")
  show("dup", withNetwork("\"beta\": 0.5,\n \"beta\": 0.6"))
  show("unterminated", "{ \"name\": \"x\n }")
  show("deep", String(repeating: "[", count: 200))
  show("nan", withNetwork("\"beta\": NaN"))
  show("big", withNetwork("\"beta\": 1e999, \"threshold\": 1e-60"))
  show("comma", "{ \"name\": \"x\" \"data\": 1 }")
  show("none", "")
  show("rule", withLearning("\"slope\": 3"))
  show("rule2", withLearning("\"rule\": \"surrogate\", \"surrogate\": \"arctangent\", \"slope\": 3, \"epsilon\": 1"))
  show("rule3", withLearning("\"rule\": \"surogate\", \"slope\": 3, \"bogus\": 1"))
  show("layers", withNetwork("\"layers\": []"))
  show("layers", withNetwork("\"layers\": [\"lif\", \"lif\", {\"dense\": 5}, {\"dense\": 7}]"))
  show("layers", withNetwork("\"layers\": [\"dense\", \"liff\", {}, {\"dense\": 5, \"lif\": {}}, {\"conv2d\": 4}, 3, {\"lif\": {\"beta\": 2}}]"))
  show("override", minimal, ["network.beta=1.5", "network.bta=1", "training.optimizer.sgd.momentum=2", "learning.rule=surrogate", "learning.epsilon=1"])
  show("override", minimal, ["network.layers[9].dense=5"])
  show("override", minimal, ["beta"])
  show("override", minimal, ["network..beta=3"])
  show("override", minimal, ["network.layers[0].dense=500", "network.layers[4].dense=11", "network.layers[1].lif.beta=0.5"])
  show("variants", "{ \"name\": \"x\", \"data\": { \"dataset\": \"digits\" }, \"bad\": 1,\n \"variants\": [ {}, { \"name\": \"a\", \"learning\": { \"rule\": \"surrogate\", \"epsilon\": 3 } }, { \"name\": \"a\", \"network\": { \"beta\": 7 }, \"variants\": [] } ] }")
  show("variants", "{ \"name\": \"x\", \"data\": { \"dataset\": \"digits\" }, \n \"variants\": [ { \"name\": \"a\" }, { \"name\": \"b\" }] }")
  print(try config(minimal).resolved.prettyText)
  print(try config(minimal).identityText, try config(minimal).hash)
  print(try config(minimal, overrides: ["learning.rule=surrogate", "training.optimizer.sgd.momentum=0.9","network.layers[1].lif.beta=0.5"]).resolved.prettyText)
}
