#include "dispatch.h"

// Neurons that are integrated one step at a time.

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

INLINE void spike_list_step_body(
  const uint32_t *trains, int neurons, int bit, int32_t *list, int32_t *count) {
  int found = 0;
  for (int n = 0; n < neurons; n += 16) {
    uint32_t spiked = 0;
    if (neurons - n >= 16) {
      const lanes_i32 mask = (*(const lanes_u32 *)(trains + n) >> bit & 1) != 0;
      spiked = bits_of(&mask);
    } else {
      for (int lane = 0; n + lane < neurons; lane++)
        spiked |= (trains[n + lane] >> bit & 1) << lane;
    }
    for (; spiked; spiked &= spiked - 1) list[found++] = n + __builtin_ctz(spiked);
  }
  *count = found;
}

KERNEL(
  spike_list_step,
  (const uint32_t *trains, int neurons, int bit, int32_t *list, int32_t *count),
  (trains, neurons, bit, list, count))

// Some lane vectors of a tile, whose sums stay in registers.
INLINE void add_rows(
  const float *weights, const float *bias, int row, const int vectors, const int32_t *rows,
  int count, float *out) {
  lanes sums[4];
  UNROLL for (int v = 0; v < vectors; v++) sums[v] = LOAD(bias + 16 * v);
  for (int r = 0; r < count; r++) {
    // Rows lie far apart: they are asked for some rows ahead.
    const float *later = weights + (int64_t)rows[r + 8 < count ? r + 8 : count - 1] * row;
    UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(later + 16 * v);
    const float *w = weights + (int64_t)rows[r] * row;
    UNROLL for (int v = 0; v < vectors; v++) sums[v] += LOAD(w + 16 * v);
  }
  UNROLL for (int v = 0; v < vectors; v++) STORE(out + 16 * v, LOAD(out + 16 * v) + sums[v]);
}

INLINE void spike_add_rows_body(
  const float *weights, const float *bias, int vectors, const int32_t *rows, int count,
  float *out) {
  const int row = 16 * vectors;
  for (int v = 0; v < vectors; v += 4) {
#define CALL(n) add_rows(weights + 16 * v, bias + 16 * v, row, n, rows, count, out + 16 * v)
    FOR_ROWS(4, vectors - v, CALL)
#undef CALL
  }
}

KERNEL(
  spike_add_rows,
  (const float *weights, const float *bias, int vectors, const int32_t *rows, int count,
   float *out),
  (weights, bias, vectors, rows, count, out))

INLINE float sum_of_lanes(lanes sums) {
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
  return sums[0];
}

// A block of weight rows by samples, its sums in registers.
INLINE void products_block(
  const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows,
  const int count, const float *x, int64_t x_stride, const int samples, float *out,
  int64_t out_stride) {
  const int row = 16 * vectors;
  lanes sums[4][4];
  UNROLL for (int r = 0; r < count; r++)
    UNROLL for (int s = 0; s < samples; s++) sums[r][s] = SPLAT(0.0f);
  for (int tile = 0; tile < tiles; tile++) {
    const float *w = weights + tile * tile_stride, *values = x + (int64_t)tile * row;
    for (int n = 0; n < row; n += 16) {
      lanes value[4];
      UNROLL for (int s = 0; s < samples; s++) value[s] = LOAD(values + s * x_stride + n);
      UNROLL for (int r = 0; r < count; r++) {
        const lanes weight = LOAD(w + (int64_t)rows[r] * row + n);
        UNROLL for (int s = 0; s < samples; s++) sums[r][s] = FMA(weight, value[s], sums[r][s]);
      }
    }
  }
  UNROLL for (int r = 0; r < count; r++)
    UNROLL for (int s = 0; s < samples; s++)
      out[s * out_stride + rows[r]] += sum_of_lanes(sums[r][s]);
}

INLINE void products_of(
  const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows,
  int count, const float *x, int64_t x_stride, const int samples, float *out,
  int64_t out_stride) {
  int r = 0;
#define CALL(n)                                                                              \
  products_block(weights, tile_stride, vectors, tiles, rows + r, n, x, x_stride, samples, out, \
                 out_stride)
  for (; r + 4 <= count; r += 4) CALL(4);
  for (; r < count; r++) CALL(1);
#undef CALL
}

INLINE void spike_row_products_body(
  const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows,
  int count, const float *x, int64_t x_stride, int samples, float *out, int64_t out_stride) {
  int s = 0;
#define CALL(n)                                                                            \
  products_of(weights, tile_stride, vectors, tiles, rows, count, x + s * x_stride, x_stride, n, \
              out + s * out_stride, out_stride)
  for (; s + 4 <= samples; s += 4) CALL(4);
  for (; s < samples; s++) CALL(1);
#undef CALL
}

KERNEL(
  spike_row_products,
  (const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows,
   int count, const float *x, int64_t x_stride, int samples, float *out, int64_t out_stride),
  (weights, tile_stride, vectors, tiles, rows, count, x, x_stride, samples, out, out_stride))

INLINE void spike_delay_trains_body(
  const uint32_t *trains, int words, int stride, int neurons, int steps, uint32_t *delayed,
  int delayed_stride) {
  for (int word = 0; word < words; word++) {
    const int last = steps - 32 * word;
    const uint32_t within = last >= 32 ? 0xffffffffu : (1u << last) - 1;
    for (int n = 0; n < neurons; n++) {
      uint32_t bits = trains[(int64_t)word * stride + n] << 1;
      if (word > 0) bits |= trains[(int64_t)(word - 1) * stride + n] >> 31;
      delayed[(int64_t)word * delayed_stride + n] = bits & within;
    }
  }
}

KERNEL(
  spike_delay_trains,
  (const uint32_t *trains, int words, int stride, int neurons, int steps, uint32_t *delayed,
   int delayed_stride),
  (trains, words, stride, neurons, steps, delayed, delayed_stride))

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
