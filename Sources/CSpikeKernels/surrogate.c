#include "slope.h"

INLINE void surrogate_membrane(
  const spike_columns *columns, const int reset, const int kind, const int carries,
  float constant) {
  for (int v = 0; v < columns->vectors; v++) {
    const lanes decay = DECAY(v);
    lanes carried = SPLAT(0.0f);
    for (int t = columns->steps - 1; t >= 0; t--) {
      const lanes u = MEMBRANES(v, t) - THRESHOLD(v, t);
      const lanes slope = slope_at(u, kind, constant);
      float *const here = columns->local + HERE(v, t);
      if (carries) {
        // What the gradient of a step passes on to the step before does not depend on that step.
        const lanes earlier = BEFORE(v, t) - THRESHOLD(v, t - 1);
        STORE(columns->carry + HERE(v, t),
              reset == SPIKE_RESET_ZERO ? WHERE(earlier <= 0, decay) : decay);
        STORE(here, LOAD(here) * slope);
        continue;
      }
      // A zero reset cuts the path from this membrane to the next where it spiked.
      const lanes passed = reset == SPIKE_RESET_ZERO ? WHERE(u <= 0, carried) : carried;
      carried = (LOAD(here) * slope + decay * passed) * FACTOR(t);
      STORE(here, carried);
    }
  }
}

INLINE void spike_surrogate_membrane_body(
  const spike_columns *columns, int kind, float constant) {
  // A reset by subtraction and none differ in nothing here: the reset is detached.
#define MODE(reset, kind)                                                            \
  do {                                                                               \
    if (columns->carry) surrogate_membrane(columns, reset, kind, 1, constant);       \
    else surrogate_membrane(columns, reset, kind, 0, constant);                      \
  } while (0)
#define CALL(kind)                                                                   \
  do {                                                                               \
    if (columns->neuron.reset == SPIKE_RESET_ZERO) MODE(SPIKE_RESET_ZERO, kind);            \
    else MODE(SPIKE_RESET_SUBTRACT, kind);                                           \
  } while (0)
  FOR_SLOPES(kind, CALL)
#undef CALL
#undef MODE
}

KERNEL(
  spike_surrogate_membrane, (const spike_columns *columns, int kind, float constant),
  (columns, kind, constant))
