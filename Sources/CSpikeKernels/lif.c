#include "dispatch.h"

// Leaky integrate-and-fire neurons (A.14, A.15).

// What U[t-1] leaves of itself in U[t], and a reset by subtraction.
#define NEXT(u, input)                                                            \
  (reset == SPIKE_RESET_SUBTRACT ? decay * (u) + (input) - WHERE((u) > theta, theta) \
   : reset == SPIKE_RESET_ZERO   ? decay * WHERE((u) <= theta, u) + (input)       \
                                 : decay * (u) + (input))

// Some lane vectors at a time, so that their recurrences overlap.
INLINE void lif_block(
  const spike_neuron *neuron, const float *current, int current_stride, const int vectors,
  int steps, const int reset, float *membranes, uint32_t *trains, int train_stride,
  const int counting, int64_t *updates) {
  const lanes decay = SPLAT(neuron->beta), theta = SPLAT(neuron->threshold);
  lanes u[4];
  lanes_i32 changes[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    u[v] = SPLAT(0.0f);
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
        const lanes next = NEXT(u[v], input);
        // The first step's change does not count: masked out by what t is.
        if (counting) changes[v] -= (lanes_i32)(next != u[v]) & -(t > 0);
        u[v] = next;
        if (membranes) STORE(membranes + ((int64_t)v * steps + t) * 16, u[v]);
        train[v] |= (lanes_u32)(u[v] > theta) & bit;
      }
    }
    UNROLL for (int v = 0; v < vectors; v++)
      *(lanes_u32 *)(trains + (int64_t)(t0 / 32) * train_stride + 16 * v) = train[v];
  }
  if (counting)
    UNROLL for (int v = 0; v < vectors; v++)
      for (int lane = 0; lane < 16; lane++) *updates += changes[v][lane];
}

INLINE void lif(
  const int set, const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
  const int reset, float *membranes, uint32_t *trains, int train_stride, const int counting,
  int64_t *updates) {
  int v = 0;
#define CALL(n)                                                                   \
  lif_block(neuron, current + 16 * v, current_stride, n, steps, reset,            \
            membranes ? membranes + (int64_t)v * steps * 16 : membranes,          \
            trains + 16 * v, train_stride, counting, updates)
  for (; v + CHAINS(set) <= vectors; v += CHAINS(set)) CALL(CHAINS(set));
  for (; v < vectors; v++) CALL(1);
#undef CALL
}

INLINE void spike_lif_body(
  const int set, const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
  float *membranes, uint32_t *trains, int train_stride) {
#define CALL(kind) \
  lif(set, neuron, current, current_stride, vectors, steps, kind, membranes, trains, train_stride, 0, 0)
  FOR_RESETS(neuron->reset, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_lif,
  (const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
   float *membranes, uint32_t *trains, int train_stride),
  (neuron, current, current_stride, vectors, steps, membranes, trains, train_stride))

INLINE void spike_lif_counting_body(
  const int set, const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
  uint32_t *trains, int train_stride, int64_t *updates) {
  *updates = 0;
#define CALL(kind)                                                                               \
  lif(set, neuron, current, current_stride, vectors, steps, kind, (float *)0, trains, train_stride, 1, \
      updates)
  FOR_RESETS(neuron->reset, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_lif_counting,
  (const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
   uint32_t *trains, int train_stride, int64_t *updates),
  (neuron, current, current_stride, vectors, steps, trains, train_stride, updates))

INLINE void constant_block(
  const spike_neuron *neuron, const float *current, const int32_t *neurons, int count, int steps,
  const int reset, const int vectors, float *membranes) {
  const lanes decay = SPLAT(neuron->beta), theta = SPLAT(neuron->threshold);
  lanes u[4], input[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    u[v] = SPLAT(0.0f);
    input[v] = SPLAT(0.0f);
    for (int lane = 0; lane < 16 && 16 * v + lane < count; lane++)
      input[v][lane] = current[neurons[16 * v + lane]];
  }
  for (int t = 0; t < steps; t++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      u[v] = NEXT(u[v], input[v]);
      STORE(membranes + ((int64_t)v * steps + t) * 16, u[v]);
    }
  }
}

INLINE void constant_membranes(
  const int set, const spike_neuron *neuron, const float *current, const int32_t *neurons, int count, int steps,
  const int reset, float *membranes) {
  for (int k = 0; k < count;) {
#define CALL(n)                                                                            \
  constant_block(neuron, current, neurons + k, count - k, steps, reset, n,                 \
                 membranes + (int64_t)k * steps);                                          \
  k += 16 * n
    if (count - k > 16 * (CHAINS(set) - 1)) { CALL(CHAINS(set)); } else { CALL(1); }
#undef CALL
  }
}

INLINE void spike_constant_membranes_body(
  const int set, const spike_neuron *neuron, const float *current, const int32_t *neurons, int count, int steps,
  float *membranes) {
#define CALL(kind) \
  constant_membranes(set, neuron, current, neurons, count, steps, kind, membranes)
  FOR_RESETS(neuron->reset, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_constant_membranes,
  (const spike_neuron *neuron, const float *current, const int32_t *neurons, int count, int steps,
   float *membranes),
  (neuron, current, neurons, count, steps, membranes))
