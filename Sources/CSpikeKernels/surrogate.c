#include "membrane.h"

// y = exp(-x) for x >= 0, to about one unit in the last place; 0 beyond the normal numbers. Only
// fused operations, so that it is the same on every instruction set: x = n ln 2 + r, a polynomial
// in r, and 2^-n by its bits.
#define negative_exponential(x, y)                                                               \
  do {                                                                                           \
    const lanes value = SELECT((x) < SPLAT(87.0f), x, SPLAT(87.0f));                                 \
    const lanes n = FMA(value, SPLAT(1.44269504f), SPLAT(12582912.0f)) - SPLAT(12582912.0f);     \
    lanes r = FMA(n, SPLAT(0.693359375f), -value);                                               \
    r = FMA(n, SPLAT(-2.12194440e-4f), r);                                                       \
    lanes p = SPLAT(1.9875691500e-4f);                                                           \
    p = FMA(p, r, SPLAT(1.3981999507e-3f));                                                      \
    p = FMA(p, r, SPLAT(8.3334519073e-3f));                                                      \
    p = FMA(p, r, SPLAT(4.1665795894e-2f));                                                      \
    p = FMA(p, r, SPLAT(1.6666665459e-1f));                                                      \
    p = FMA(p, r, SPLAT(5.0000001201e-1f));                                                      \
    p = FMA(p, r * r, r + one);                                                                  \
    const lanes_i32 power = (127 - __builtin_convertvector(n, lanes_i32)) << 23;                 \
    y = WHERE((x) < SPLAT(87.0f), p * (lanes)power);                                             \
  } while (0)

INLINE void surrogate_membrane(
  const spike_columns *columns, const int reset, const int kind, const int carries,
  float constant) {
  const lanes decay = SPLAT(columns->beta), theta = SPLAT(columns->threshold), one = SPLAT(1.0f);
  const lanes c = SPLAT(constant), half = SPLAT(constant / 2),
              scale = SPLAT(1.57079632679489662f * constant);
  for (int v = 0; v < columns->vectors; v++) {
    lanes carried = SPLAT(0.0f);
    for (int t = columns->steps - 1; t >= 0; t--) {
      const lanes u = MEMBRANES(v, t) - theta;
      lanes slope;
      if (kind == 0) {
        const lanes root = one + c * ABS(u);
        slope = one / (root * root);
      } else if (kind == 1) {
        const lanes x = scale * u;
        slope = half / (one + x * x);
      } else if (kind == 2) {
        lanes e;
        negative_exponential(c * ABS(u), e);
        const lanes root = one + e;
        slope = c * (e / (root * root));
      } else if (kind == 3) {
        const lanes height = one - c * ABS(u);
        slope = c * WHERE(height > 0, height);
      } else {
        slope = one;
      }
      float *const here = columns->local + HERE(v, t);
      if (carries) {
        // What the gradient of a step passes on to the step before does not depend on that step.
        const lanes earlier = t > 0 ? MEMBRANES(v, t - 1) - theta : SPLAT(0.0f);
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
    if (columns->reset == SPIKE_RESET_ZERO) MODE(SPIKE_RESET_ZERO, kind);            \
    else MODE(SPIKE_RESET_SUBTRACT, kind);                                           \
  } while (0)
  switch (kind) {
    case 0: CALL(0); break;
    case 1: CALL(1); break;
    case 2: CALL(2); break;
    case 3: CALL(3); break;
    default: CALL(4); break;
  }
#undef CALL
#undef MODE
}

KERNEL(
  spike_surrogate_membrane, (const spike_columns *columns, int kind, float constant),
  (columns, kind, constant))
