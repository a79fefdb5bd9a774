import SpikeKernels
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@Suite struct TrainingConfigTests {
  @Test(arguments: [
    ("constant", Schedule.constant), ("step", .step(epochs: 1, factor: 0.5)),
    (#"{"step":{"epochs":3}}"#, .step(epochs: 3, factor: 0.5)), ("cosine", .cosine(final: 0)),
    (#"{"cosine":{"final":0.1}}"#, .cosine(final: 0.1)),
    ("oneCycle", .oneCycle(warmup: 0.3, initial: 0.04, final: 4e-6)),
    (
      #"{"oneCycle":{"warmup":0,"initial":1,"final":1}}"#,
      .oneCycle(warmup: 0, initial: 1, final: 1)
    ),
  ])
  func eachScheduleHasItsDefaults(value: String, schedule: Schedule) throws {
    let read = try config(minimal, overrides: ["training.schedule=\(value)"])
    #expect(read.training.schedule == schedule)
    #expect(try config(read.resolved.prettyText) == read)
  }

  @Test(arguments: [
    ("pytorch", Initialisation.pytorch), ("kaiming", .kaiming),
    (#"{"firingRate":0.1}"#, .firingRate(0.1)),
    (
      #"{"run":{"folder":"Results/runs/a","checksum":"b"}}"#,
      .stored(StoredParameters(.run("Results/runs/a"), checksum: "b"))
    ),
    (
      #"{"tensors":{"file":"a.safetensors","checksum":"b"}}"#,
      .stored(StoredParameters(.tensors("a.safetensors"), checksum: "b"))
    ),
  ])
  func eachInitialisationHasItsName(value: String, initialisation: Initialisation) throws {
    let read = try config(minimal, overrides: ["network.initialisation=\(value)"])
    #expect(read.network.initialisation == initialisation)
    #expect(try config(read.resolved.prettyText) == read)
  }

  @Test func momentumHasTwoForms() throws {
    let average = try config(minimal, overrides: ["training.optimizer.sgd.form=average"])
    #expect(average.training.optimizer == .sgd(learningRate: 0.01, momentum: 0, form: .average))
    #expect(try config(average.resolved.prettyText) == average)
  }

  @Test(arguments: [
    ("network.initialisation.firingRate=0", "found 0, allowed a number in (0, 1)"),
    ("network.initialisation.firingRate=1", "found 1, allowed a number in (0, 1)"),
    (
      "network.initialisation=firingRate",
      #"found the text "firingRate", allowed "pytorch", "kaiming", { "firingRate": x }, { "run": "…" }, { "tensors": "…" }"#
    ),
    (
      "network.initialisation=kaimin",
      #"found "kaimin", allowed "pytorch", "kaiming", { "firingRate": x }, { "run": "…" }, { "tensors": "…" }; did you mean "kaiming"?"#
    ),
    (
      "training.schedule.step.epochs=0", "found 0, allowed a whole number from 1 to 100000"
    ),
    ("training.schedule.step.factor=0", "found 0, allowed a number above 0"),
    ("training.schedule.cosine.final=2", "found 2, allowed a number in [0, 1]"),
    ("training.schedule.oneCycle.warmup=1.1", "found 1.1, allowed a number in [0, 1]"),
    (
      "training.schedule=oneCylce",
      #"found "oneCylce", allowed "constant", "step" or { "step": {…} }, "cosine" or { "cosine": {…} }, "oneCycle" or { "oneCycle": {…} }; did you mean "oneCycle"?"#
    ),
    (
      "training.optimizer.sgd.form=nesterov",
      #"found "nesterov", allowed one of "pytorch", "average""#
    ),
    // The name of a form that was none of the paper's.
    (
      "training.optimizer.sgd.form=classical",
      #"found "classical", allowed one of "pytorch", "average""#
    ),
    (
      "encoding=poisson",
      #"found "poisson", allowed one of "constant", "rate", "latency", "events""#
    ),
  ])
  func aFaultIsOneClearLine(override: String, message: String) {
    let lines = faults(minimal, overrides: [override])
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix(": " + message) == true, "\(lines)")
  }
}
