#include "dispatch.h"


// A block of `samples` rows by `vectors` lane vectors, its sums held in registers.
INLINE void current_block(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  int x_stride, const int samples, float *out, int out_stride) {
  lanes sums[6][4];
  UNROLL for (int s = 0; s < samples; s++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[s][v] = LOAD(bias + 16 * v);
  }
  for (int k = 0; k < inputs; k++) {
    const float *w = weights + (int64_t)k * row;
    UNROLL for (int s = 0; s < samples; s++) {
      const lanes value = SPLAT(x[s * x_stride + k]);
      UNROLL for (int v = 0; v < vectors; v++) sums[s][v] = FMA(value, LOAD(w + 16 * v), sums[s][v]);
    }
  }
  UNROLL for (int s = 0; s < samples; s++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(out + s * out_stride + 16 * v, sums[s][v]);
  }
}

INLINE void current_columns(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  int x_stride, int samples, float *out, int out_stride) {
  int s = 0;
  for (; s + 6 <= samples; s += 6)
    current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, 6,
                  out + (int64_t)s * out_stride, out_stride);
  for (; s < samples; s++)
    current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, 1,
                  out + (int64_t)s * out_stride, out_stride);
}

INLINE void spike_dense_current_body(
  const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
  int samples, float *out, int out_stride) {
  const int row = 16 * vectors;
  int v = 0;
  for (; v + 4 <= vectors; v += 4)
    current_columns(weights + 16 * v, bias + 16 * v, row, 4, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
  for (; v < vectors; v++)
    current_columns(weights + 16 * v, bias + 16 * v, row, 1, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
}

KERNEL(
  spike_dense_current,
  (const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
   int samples, float *out, int out_stride),
  (weights, bias, vectors, inputs, x, x_stride, samples, out, out_stride))

// The row of an input stays in registers while it is added at every step the input spiked.
INLINE void event_current(
  const float *weights, const float *bias, const int vectors, const int32_t *active,
  int active_count, const uint32_t *trains, int words, int train_stride, int steps,
  float *current) {
  lanes row[SPIKE_MAX_VECTORS];
  UNROLL for (int v = 0; v < vectors; v++) row[v] = LOAD(bias + 16 * v);
  for (int t = 0; t < steps; t++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(current + (t * vectors + v) * 16, row[v]);
  }
  for (int a = 0; a < active_count; a++) {
    const int i = active[a];
    const float *w = weights + (int64_t)i * 16 * vectors;
    UNROLL for (int v = 0; v < vectors; v++) row[v] = LOAD(w + 16 * v);
    for (int word = 0; word < words; word++) {
      float *first = current + (int64_t)word * 32 * 16 * vectors;
      for (uint32_t bits = trains[(int64_t)word * train_stride + i]; bits; bits &= bits - 1) {
        float *sums = first + (int64_t)__builtin_ctz(bits) * 16 * vectors;
        UNROLL for (int v = 0; v < vectors; v++) STORE(sums + 16 * v, LOAD(sums + 16 * v) + row[v]);
      }
    }
  }
}

INLINE void spike_event_current_body(
  const float *weights, const float *bias, int vectors, const int32_t *active, int active_count,
  const uint32_t *trains, int words, int train_stride, int steps, float *current) {
#define CALL(n) \
  event_current(weights, bias, n, active, active_count, trains, words, train_stride, steps, current)
  FOR_VECTORS(vectors, CALL)
#undef CALL
}

KERNEL(
  spike_event_current,
  (const float *weights, const float *bias, int vectors, const int32_t *active, int active_count,
   const uint32_t *trains, int words, int train_stride, int steps, float *current),
  (weights, bias, vectors, active, active_count, trains, words, train_stride, steps, current))

INLINE void spike_lif_subtract_body(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  float *membranes, int membrane_stride, uint32_t *trains, int train_stride) {
  const lanes decay = SPLAT(beta), theta = SPLAT(threshold);
  for (int v = 0; v < vectors; v++) {
    lanes u = SPLAT(0.0f);
    for (int t0 = 0; t0 < steps; t0 += 32) {
      const int last = steps - t0 < 32 ? steps - t0 : 32;
      lanes_u32 train = {0};
      uint32_t bit = 1;
      for (int t = t0; t < t0 + last; t++, bit <<= 1) {
        const lanes input = LOAD(current + (int64_t)t * current_stride + 16 * v);
        u = decay * u + input - WHERE(u > theta, theta);
        if (membranes) STORE(membranes + (int64_t)t * membrane_stride + 16 * v, u);
        train |= (lanes_u32)(u > theta) & bit;
      }
      *(lanes_u32 *)(trains + (int64_t)(t0 / 32) * train_stride + 16 * v) = train;
    }
  }
}

KERNEL(
  spike_lif_subtract,
  (const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
   float *membranes, int membrane_stride, uint32_t *trains, int train_stride),
  (current, current_stride, vectors, steps, beta, threshold, membranes, membrane_stride, trains,
   train_stride))

INLINE void spike_list_active_body(
  const uint32_t *trains, int words, int train_stride, int neurons, int width, int steps,
  int32_t *active, int32_t *tile_starts, int32_t *spikes_per_step) {
  for (int t = 0; t < steps; t++) spikes_per_step[t] = 0;
  int count = 0;
  for (int n = 0; n < neurons; n++) {
    if (n % width == 0) tile_starts[n / width] = count;
    uint32_t any = 0;
    for (int word = 0; word < words; word++) {
      uint32_t bits = trains[(int64_t)word * train_stride + n];
      any |= bits;
      for (; bits; bits &= bits - 1) spikes_per_step[word * 32 + __builtin_ctz(bits)]++;
    }
    active[count] = n;
    count += any != 0;
  }
  tile_starts[(neurons + width - 1) / width] = count;
}

KERNEL(
  spike_list_active,
  (const uint32_t *trains, int words, int train_stride, int neurons, int width, int steps,
   int32_t *active, int32_t *tile_starts, int32_t *spikes_per_step),
  (trains, words, train_stride, neurons, width, steps, active, tile_starts, spikes_per_step))
