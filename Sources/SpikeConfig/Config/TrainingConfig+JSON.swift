import SpikeFiles
import SpikeSim
import SpikeTraining

extension TrainingConfig {
  init(_ resolved: ResolvedReader) {
    epochs = resolved["epochs"].integer
    batchSize = resolved["batchSize"].integer
    optimizer = OptimizerSpec.declarations.read(choice: resolved["optimizer"])
    weightDecay = resolved["weightDecay"].float
    schedule = Schedule.declarations.read(choice: resolved["schedule"])
    onNonFinite = resolved["onNonFinite"].named(NonFinitePolicy.self)
    stopping = Stopping.declarations.read(choice: resolved["stopping"])
    keepBest = resolved["keepBest"].boolean
    rates = RateBounds.declarations.read(choice: resolved["firingRates"])
    clipping = Clipping.declarations.read(choice: resolved["clipping"])
  }

  func json(_ form: ConfigForm) -> JSONValue {
    .object([
      ("epochs", .number(epochs)), ("batchSize", .number(batchSize)),
      ("optimizer", OptimizerSpec.declarations.json(optimizer, form)),
      ("weightDecay", form.value(weightDecay, default: 0) { .number($0) }),
      (
        "schedule",
        form.value(schedule, default: .constant) { Schedule.declarations.json($0, form) }
      ),
      ("clipping", Clipping.declarations.json(clipping, form)),
      (
        "firingRates",
        form.value(rates, default: nil) { RateBounds.declarations.json($0, form) }
      ),
      ("onNonFinite", form.value(onNonFinite, default: .stop) { .string($0.rawValue) }),
      (
        "stopping", form.value(stopping, default: .none) { Stopping.declarations.json($0, form) }
      ),
      ("keepBest", form.value(keepBest, default: false) { JSONValue(booleanLiteral: $0) }),
    ])
  }
}
