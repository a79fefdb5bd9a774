#include "dispatch.h"

// Backward through the membrane, from the last step to the first. Membranes lie in blocks of 16
// neurons: [blocks][steps][16].
#define MEMBRANES(v, t) LOAD(membranes + ((int64_t)(v) * steps + (t)) * 16)

// The membrane's own share of U[t]: what is left of U[t-1].
#define KEPT(before) \
  (reset == SPIKE_RESET_ZERO ? decay * WHERE((before) <= theta, before) : decay * (before))

// The sum of all contributions to U[t]: the membrane before its reset.
#define SUM(u, before) \
  (reset == SPIKE_RESET_SUBTRACT ? (u) + WHERE((before) > theta, theta) : (u))

// What arrives, as praise of a sum: a reward that asks for spikes is one of -sum where it is negative.
#define PRAISE(arriving, sum) SELECT((sum) >= 0, arriving, -(arriving))

// Calls `call(reset, kind)` with constants; the rules' kinds are 0, 1 and 2.
#define FOR_KINDS(reset, kind, call)             \
  do {                                           \
    if ((kind) == 0) call(reset, 0);             \
    else if ((kind) == 1) call(reset, 1);        \
    else call(reset, 2);                         \
  } while (0)
#define FOR_RESETS_AND_KINDS(reset, kind, call)                                                  \
  switch (reset) {                                                                               \
    case SPIKE_RESET_SUBTRACT: FOR_KINDS(SPIKE_RESET_SUBTRACT, kind, call); break;               \
    case SPIKE_RESET_ZERO: FOR_KINDS(SPIKE_RESET_ZERO, kind, call); break;                       \
    default: FOR_KINDS(SPIKE_RESET_NONE, kind, call); break;                                     \
  }

// Some lane vectors at a time, so that their divisions overlap.
INLINE void whole_block(
  const float *membranes, const int vectors, int steps, float beta, float threshold,
  const int reset, const int kind, float epsilon, int stride, float *local) {
  const lanes decay = SPLAT(beta), theta = SPLAT(threshold), eps = SPLAT(epsilon);
  lanes carried[4], u[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    carried[v] = SPLAT(0.0f);
    u[v] = MEMBRANES(v, steps - 1);
  }
  for (int t = steps - 1; t >= 0; t--) {
    UNROLL for (int v = 0; v < vectors; v++) {
      float *const here = local + (int64_t)t * stride + 16 * v;
      const lanes before = t > 0 ? MEMBRANES(v, t - 1) : SPLAT(0.0f);
      const lanes sum = SUM(u[v], before), arriving = LOAD(here);
      const lanes reward = (kind == 2 ? PRAISE(arriving, sum) : arriving) + carried[v];
      const lanes g = reward / (kind == 0 ? ABS(before) + ABS(sum - before) + eps
                                          : sum + SELECT(sum >= 0, eps, -eps));
      carried[v] = KEPT(before) * g;
      STORE(here, g);
      u[v] = before;
    }
  }
}

INLINE void lfp_whole(
  const float *membranes, int vectors, int steps, float beta, float threshold, const int reset,
  const int kind, float epsilon, int stride, float *local) {
  int v = 0;
#define CALL(n)                                                                              \
  whole_block(membranes + (int64_t)v * steps * 16, n, steps, beta, threshold, reset, kind, \
                epsilon, stride, local + 16 * v)
  for (; v + 4 <= vectors; v += 4) CALL(4);
  if (vectors - v == 3) CALL(3);
  if (vectors - v == 2) CALL(2);
  if (vectors - v == 1) CALL(1);
#undef CALL
}

INLINE void spike_lfp_whole_body(
  const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
  int kind, float epsilon, int stride, float *local) {
#define CALL(reset, kind) \
  lfp_whole(membranes, vectors, steps, beta, threshold, reset, kind, epsilon, stride, local)
  FOR_RESETS_AND_KINDS(reset, kind, CALL)
#undef CALL
}

KERNEL(
  spike_lfp_whole,
  (const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
   int kind, float epsilon, int stride, float *local),
  (membranes, vectors, steps, beta, threshold, reset, kind, epsilon, stride, local))

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
  const float *membranes, int vectors, int steps, float beta, float threshold, const int reset,
  const int kind, float constant, int stride, float *local) {
  const lanes decay = SPLAT(beta), theta = SPLAT(threshold), one = SPLAT(1.0f);
  const lanes c = SPLAT(constant), half = SPLAT(constant / 2),
              scale = SPLAT(1.57079632679489662f * constant);
  for (int v = 0; v < vectors; v++) {
    lanes carried = SPLAT(0.0f);
    for (int t = steps - 1; t >= 0; t--) {
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
      // A zero reset cuts the path from this membrane to the next where it spiked.
      const lanes passed = reset == SPIKE_RESET_ZERO ? WHERE(u <= 0, carried) : carried;
      float *const here = local + (int64_t)t * stride + 16 * v;
      carried = LOAD(here) * slope + decay * passed;
      STORE(here, carried);
    }
  }
}

INLINE void spike_surrogate_membrane_body(
  const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
  int kind, float constant, int stride, float *local) {
  // A reset by subtraction and none differ in nothing here: the reset is detached.
  const int zero = reset == SPIKE_RESET_ZERO;
#define CALL(kind)                                                                               \
  if (zero)                                                                                      \
    surrogate_membrane(membranes, vectors, steps, beta, threshold, SPIKE_RESET_ZERO, kind,       \
                       constant, stride, local);                                                 \
  else                                                                                           \
    surrogate_membrane(membranes, vectors, steps, beta, threshold, SPIKE_RESET_SUBTRACT, kind,   \
                       constant, stride, local)
  switch (kind) {
    case 0: CALL(0); break;
    case 1: CALL(1); break;
    case 2: CALL(2); break;
    case 3: CALL(3); break;
    default: CALL(4); break;
  }
#undef CALL
}

KERNEL(
  spike_surrogate_membrane,
  (const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
   int kind, float constant, int stride, float *local),
  (membranes, vectors, steps, beta, threshold, reset, kind, constant, stride, local))

INLINE void lfp_contributions(
  const float *membranes, int vectors, int steps, float beta, float threshold, const int reset,
  const int kind, float alpha, float epsilon, int stride, const float *positive, float *negative,
  float *local) {
  const lanes decay = SPLAT(beta), theta = SPLAT(threshold), eps = SPLAT(epsilon),
              none = SPLAT(0.0f), for_positive = SPLAT(alpha), for_negative = SPLAT(1 - alpha);
  for (int v = 0; v < vectors; v++) {
    lanes carried = none, u = MEMBRANES(v, steps - 1);
    for (int t = steps - 1; t >= 0; t--) {
      const int64_t here = (int64_t)t * stride + 16 * v;
      const lanes before = t > 0 ? MEMBRANES(v, t - 1) : none;
      const lanes kept = KEPT(before), sum = SUM(u, before), arriving = LOAD(local + here);
      const lanes above = LOAD(positive + here) + WHERE(kept > 0, kept);
      const lanes rest = sum - above, below = WHERE(rest < 0, rest);
      const lanes reward = (kind == 2 ? PRAISE(arriving, sum) : arriving) + carried;
      lanes a, b;
      if (kind == 0) {
        a = for_positive * reward / (above + eps);
        b = for_negative * reward / (below - eps);
      } else {
        a = WHERE(sum >= 0, reward / (above + eps));
        b = WHERE(sum < 0, reward / (below - eps));
      }
      carried = kept * SELECT(kept > 0, a, b);
      STORE(local + here, a);
      STORE(negative + here, b);
      u = before;
    }
  }
}

INLINE void spike_lfp_contributions_body(
  const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
  int kind, float alpha, float epsilon, int stride, const float *positive, float *negative,
  float *local) {
#define CALL(reset, kind)                                                                     \
  lfp_contributions(membranes, vectors, steps, beta, threshold, reset, kind, alpha, epsilon,  \
                    stride, positive, negative, local)
  FOR_RESETS_AND_KINDS(reset, kind, CALL)
#undef CALL
}

KERNEL(
  spike_lfp_contributions,
  (const float *membranes, int vectors, int steps, float beta, float threshold, int reset,
   int kind, float alpha, float epsilon, int stride, const float *positive, float *negative,
   float *local),
  (membranes, vectors, steps, beta, threshold, reset, kind, alpha, epsilon, stride, positive,
   negative, local))
