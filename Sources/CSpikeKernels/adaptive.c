#include "slope.h"

// LIF neurons with an adaptive threshold: theta[t] = threshold + strength a[t], a[t] = decay a[t-1] +
// S[t-1].

INLINE void adaptive_block(
  const spike_adaptive_neuron *neuron, const float *current, int current_stride,
  const int vectors, int steps, const int reset, float *membranes, float *thresholds,
  uint32_t *trains, int train_stride, int64_t *updates) {
  const lanes leak = SPLAT(neuron->base.beta), base = SPLAT(neuron->base.threshold),
              decay = SPLAT(neuron->decay), strength = SPLAT(neuron->strength);
  lanes u[4], a[4], theta[4];
  lanes_i32 changes[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    u[v] = a[v] = SPLAT(0.0f);
    theta[v] = base;
    changes[v] = (lanes_i32){0};
  }
  for (int t0 = 0; t0 < steps; t0 += 32) {
    const int last = steps - t0 < 32 ? steps - t0 : 32;
    lanes_u32 train[4];
    UNROLL for (int v = 0; v < vectors; v++) train[v] = (lanes_u32){0};
    uint32_t bit = 1;
    for (int t = t0; t < t0 + last; t++, bit <<= 1) {
      UNROLL for (int v = 0; v < vectors; v++) {
        const lanes input = LOAD(current + (int64_t)t * current_stride + 16 * v);
        const lanes_i32 spiked = (lanes_i32)(u[v] > theta[v]);
        lanes next = leak * (reset == SPIKE_RESET_ZERO ? WHERE(~spiked, u[v]) : u[v]) + input;
        if (reset == SPIKE_RESET_SUBTRACT) next -= WHERE(spiked, theta[v]);
        // Where it did not spike before the first step, the adaptation stays 0.
        a[v] = decay * a[v] + WHERE(spiked, SPLAT(1.0f));
        theta[v] = base + strength * a[v];
        changes[v] -= (lanes_i32)(next != u[v]) & -(t > 0);
        u[v] = next;
        const int64_t here = ((int64_t)v * steps + t) * 16;
        if (membranes) STORE(membranes + here, u[v]);
        if (thresholds) STORE(thresholds + here, theta[v]);
        train[v] |= (lanes_u32)(u[v] > theta[v]) & bit;
      }
    }
    UNROLL for (int v = 0; v < vectors; v++)
      *(lanes_u32 *)(trains + (int64_t)(t0 / 32) * train_stride + 16 * v) = train[v];
  }
  if (updates)
    UNROLL for (int v = 0; v < vectors; v++)
      for (int lane = 0; lane < 16; lane++) *updates += changes[v][lane];
}

INLINE void adaptive_lif(
  const int set, const spike_adaptive_neuron *neuron, const float *current, int current_stride, int vectors,
  int steps, const int reset, float *membranes, float *thresholds, uint32_t *trains,
  int train_stride, int64_t *updates) {
  int v = 0;
#define CALL(n)                                                                          \
  adaptive_block(neuron, current + 16 * v, current_stride, n, steps, reset,              \
                 membranes ? membranes + (int64_t)v * steps * 16 : membranes,            \
                 thresholds ? thresholds + (int64_t)v * steps * 16 : thresholds,         \
                 trains + 16 * v, train_stride, updates)
  for (; v + CHAINS(set) <= vectors; v += CHAINS(set)) CALL(CHAINS(set));
  for (; v < vectors; v++) CALL(1);
#undef CALL
}

INLINE void spike_adaptive_lif_body(
  const int set, const spike_adaptive_neuron *neuron, const float *current, int current_stride, int vectors,
  int steps, float *membranes, float *thresholds, uint32_t *trains, int train_stride,
  int64_t *updates) {
  if (updates) *updates = 0;
#define CALL(kind)                                                                           \
  adaptive_lif(set, neuron, current, current_stride, vectors, steps, kind, membranes, thresholds, \
               trains, train_stride, updates)
  FOR_RESETS(neuron->base.reset, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_adaptive_lif,
  (const spike_adaptive_neuron *neuron, const float *current, int current_stride, int vectors,
   int steps, float *membranes, float *thresholds, uint32_t *trains, int train_stride,
   int64_t *updates),
  (neuron, current, current_stride, vectors, steps, membranes, thresholds, trains, train_stride,
   updates))

INLINE void adaptive_surrogate(
  const spike_columns *columns, const spike_adaptive_neuron *neuron, const int kind,
  float constant) {
  const lanes leak = SPLAT(neuron->base.beta), decay = SPLAT(neuron->decay),
              strength = SPLAT(neuron->strength);
  for (int v = 0; v < columns->vectors; v++) {
    lanes carried = SPLAT(0.0f), adapted = SPLAT(0.0f);
    for (int t = columns->steps - 1; t >= 0; t--) {
      const lanes u = MEMBRANES(v, t) - THRESHOLD(v, t);
      float *const here = columns->local + HERE(v, t);
      const lanes reached = slope_at(u, kind, constant) * (LOAD(here) + adapted);
      // A zero reset cuts the path from this membrane to the next where it spiked.
      const lanes passed =
        neuron->base.reset == SPIKE_RESET_ZERO ? WHERE(u <= 0, carried) : carried;
      adapted = decay * adapted - strength * reached;
      carried = reached + leak * passed;
      STORE(here, carried);
    }
  }
}

INLINE void spike_adaptive_surrogate_body(
  const spike_columns *columns, const spike_adaptive_neuron *neuron, int kind, float constant) {
#define CALL(kind) adaptive_surrogate(columns, neuron, kind, constant)
  FOR_SLOPES(kind, CALL)
#undef CALL
}

KERNEL(
  spike_adaptive_surrogate,
  (const spike_columns *columns, const spike_adaptive_neuron *neuron, int kind, float constant),
  (columns, neuron, kind, constant))
