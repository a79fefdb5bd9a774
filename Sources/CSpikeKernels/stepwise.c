#include "dispatch.h"

// Neurons that are integrated one step at a time. Their recurrent connections are in recurrent.c.

INLINE void stepwise_lif(
  const spike_stepwise *neurons, int vectors, float *state, const float *before, float *synapse,
  const float *synapse_before, uint32_t *trains, int bit, int64_t *updates, const int reset) {
  const lanes kept = SPLAT(neurons->synaptic_decay);
  const lanes_u32 spike = (lanes_u32){0} + (1u << bit);
  lanes_i32 changes = {0};
  for (int v = 0; v < vectors; v++) {
    const lanes decay = LOAD(neurons->betas + 16 * v), theta = LOAD(neurons->thresholds + 16 * v);
    const lanes u = before ? LOAD(before + 16 * v) : SPLAT(0.0f);
    lanes input = LOAD(state + 16 * v);
    if (synapse) {
      if (synapse_before) input = kept * LOAD(synapse_before + 16 * v) + input;
      STORE(synapse + 16 * v, input);
    }
    const lanes next = reset == SPIKE_RESET_SUBTRACT ? decay * u + input - WHERE(u > theta, theta)
                       : reset == SPIKE_RESET_ZERO   ? decay * WHERE(u <= theta, u) + input
                                                     : decay * u + input;
    STORE(state + 16 * v, next);
    changes -= (lanes_i32)(next != u);
    lanes_u32 *const word = (lanes_u32 *)(trains + 16 * v);
    const lanes_u32 spiked = (lanes_u32)(next > theta) & spike;
    *word = bit ? *word | spiked : spiked;
  }
  if (updates)
    for (int lane = 0; lane < 16; lane++) *updates += changes[lane];
}

INLINE void spike_stepwise_lif_body(
  const spike_stepwise *neurons, int vectors, float *state, const float *before, float *synapse,
  const float *synapse_before, uint32_t *trains, int bit, int64_t *updates) {
#define CALL(kind)                                                                             \
  stepwise_lif(neurons, vectors, state, before, synapse, synapse_before, trains, bit, updates, \
               kind)
  FOR_RESETS(neurons->reset, CALL)
#undef CALL
}

KERNEL(
  spike_stepwise_lif,
  (const spike_stepwise *neurons, int vectors, float *state, const float *before, float *synapse,
   const float *synapse_before, uint32_t *trains, int bit, int64_t *updates),
  (neurons, vectors, state, before, synapse, synapse_before, trains, bit, updates))

// All ones where the word of a neuron has the bit, or where there are no words.
INLINE lanes_i32 spiking(const uint32_t *trains, int bit, int v) {
  return trains ? (lanes_i32)((*(const lanes_u32 *)(trains + 16 * v) >> bit & 1) != 0)
                : ~(lanes_i32){0};
}

INLINE void spike_add_where_body(
  const float *values, const uint32_t *trains, int bit, int vectors, float *out) {
  for (int v = 0; v < vectors; v++)
    STORE(out + 16 * v, LOAD(out + 16 * v) + WHERE(spiking(trains, bit, v), LOAD(values + 16 * v)));
}

KERNEL(
  spike_add_where,
  (const float *values, const uint32_t *trains, int bit, int vectors, float *out),
  (values, trains, bit, vectors, out))

INLINE void spike_add_products_where_body(
  const float *values, const float *a, const float *b, const uint32_t *trains, int bit,
  int vectors, float *out) {
  for (int v = 0; v < vectors; v++) {
    const lanes value = LOAD(values + 16 * v);
    const lanes product = value * SELECT(value >= 0, LOAD(a + 16 * v), LOAD(b + 16 * v));
    STORE(out + 16 * v, LOAD(out + 16 * v) + WHERE(spiking(trains, bit, v), product));
  }
}

KERNEL(
  spike_add_products_where,
  (const float *values, const float *a, const float *b, const uint32_t *trains, int bit,
   int vectors, float *out),
  (values, a, b, trains, bit, vectors, out))

INLINE void spike_sum_where_body(
  const float *values, const float *a, const float *b, int64_t row, const uint32_t *trains,
  int train_stride, int steps, int vectors, float *sums) {
  for (int v = 0; v < vectors; v++) {
    const lanes_i32 positive = LOAD(values + 16 * v) >= 0;
    lanes sum = SPLAT(0.0f);
    for (int t = 0; t < steps; t++) {
      const uint32_t *words = trains + (int64_t)(t / 32) * train_stride;
      const lanes g = SELECT(positive, LOAD(a + t * row + 16 * v), LOAD(b + t * row + 16 * v));
      sum += WHERE(spiking(words, t % 32, v), g);
    }
    STORE(sums + 16 * v, LOAD(sums + 16 * v) + sum);
  }
}

KERNEL(
  spike_sum_where,
  (const float *values, const float *a, const float *b, int64_t row, const uint32_t *trains,
   int train_stride, int steps, int vectors, float *sums),
  (values, a, b, row, trains, train_stride, steps, vectors, sums))

INLINE void spike_stepwise_gradients_body(
  const spike_stepwise *neurons, int vectors, const float *before, const float *reached,
  const float *gradient, float *betas, float *thresholds) {
  for (int v = 0; v < vectors; v++) {
    const lanes u = before ? LOAD(before + 16 * v) : SPLAT(0.0f);
    const lanes_i32 spiked = u > LOAD(neurons->thresholds + 16 * v);
    const lanes g = LOAD(gradient + 16 * v);
    const lanes kept = neurons->reset == SPIKE_RESET_ZERO ? WHERE(~spiked, u) : u;
    STORE(betas + 16 * v, LOAD(betas + 16 * v) + g * kept);
    lanes rise = LOAD(reached + 16 * v);
    if (neurons->reset == SPIKE_RESET_SUBTRACT) rise += WHERE(spiked, g);
    STORE(thresholds + 16 * v, LOAD(thresholds + 16 * v) - rise);
  }
}

KERNEL(
  spike_stepwise_gradients,
  (const spike_stepwise *neurons, int vectors, const float *before, const float *reached,
   const float *gradient, float *betas, float *thresholds),
  (neurons, vectors, before, reached, gradient, betas, thresholds))

INLINE void spike_shares_body(
  const float *values, const float *a, const float *b, int vectors, float *to) {
  for (int v = 0; v < vectors; v++) {
    const lanes value = LOAD(values + 16 * v);
    STORE(to + 16 * v, value * SELECT(value >= 0, LOAD(a + 16 * v), LOAD(b + 16 * v)));
  }
}

KERNEL(
  spike_shares,
  (const float *values, const float *a, const float *b, int vectors, float *to),
  (values, a, b, vectors, to))
