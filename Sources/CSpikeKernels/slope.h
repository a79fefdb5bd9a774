#ifndef C_SPIKE_SLOPE_H
#define C_SPIKE_SLOPE_H

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

// Calls `call(kind)` with a constant kind of slope_at.
#define FOR_SLOPES(kind, call) \
  switch (kind) {              \
    case 0: call(0); break;    \
    case 1: call(1); break;    \
    case 2: call(2); break;    \
    case 3: call(3); break;    \
    default: call(4); break;   \
  }

// The surrogate derivative at u = U - theta; the kinds are those of spike_surrogate_membrane.
INLINE lanes slope_at(lanes u, const int kind, float constant) {
  const lanes one = SPLAT(1.0f), c = SPLAT(constant);
  if (kind == 0) {
    const lanes root = one + c * ABS(u);
    return one / (root * root);
  }
  if (kind == 1) {
    const lanes x = SPLAT(1.57079632679489662f * constant) * u;
    return SPLAT(constant / 2) / (one + x * x);
  }
  if (kind == 2) {
    lanes e;
    negative_exponential(c * ABS(u), e);
    const lanes root = one + e;
    return c * (e / (root * root));
  }
  if (kind == 3) {
    const lanes height = one - c * ABS(u);
    return c * WHERE(height > 0, height);
  }
  return one;
}

#endif
