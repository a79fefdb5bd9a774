#include "dispatch.h"

#include <string.h>


INLINE void spike_gather_time_rows_body(
  const float *rows, const int32_t *places, float scale, int padded_steps, const int32_t *neurons,
  int count, int first, const uint32_t *trains, int train_stride, int steps, int vectors,
  float *local) {
  const int width = 16 * vectors;
  memset(local, 0, sizeof(float) * (size_t)steps * (size_t)width);
  for (int k = 0; k < count; k++) {
    if (places[k] < 0) continue;
    const float *row = rows + (int64_t)places[k] * padded_steps;
    float *column = local + (neurons[k] - first);
    if (!trains) {
      for (int t = 0; t < steps; t++) column[(int64_t)t * width] = scale * row[t];
    } else {
      for (int t0 = 0; t0 < steps; t0 += 32)
        for (uint32_t bits = trains[(int64_t)(t0 / 32) * train_stride + neurons[k]]; bits;
             bits &= bits - 1) {
          const int t = t0 + __builtin_ctz(bits);
          column[(int64_t)t * width] = scale * row[t];
        }
    }
  }
}

KERNEL(
  spike_gather_time_rows,
  (const float *rows, const int32_t *places, float scale, int padded_steps,
   const int32_t *neurons, int count, int first, const uint32_t *trains, int train_stride,
   int steps, int vectors, float *local),
  (rows, places, scale, padded_steps, neurons, count, first, trains, train_stride, steps, vectors,
   local))

INLINE void spike_scatter_time_rows_body(
  const float *local, int steps, int vectors, const int32_t *neurons, int count, int first,
  int padded_steps, float *rows) {
  const int width = 16 * vectors;
  for (int k = 0; k < count; k++) {
    const float *column = local + (neurons[k] - first);
    float *row = rows + (int64_t)k * padded_steps;
    for (int t = 0; t < steps; t++) row[t] = column[(int64_t)t * width];
    for (int t = steps; t < padded_steps; t++) row[t] = 0;
  }
}

KERNEL(
  spike_scatter_time_rows,
  (const float *local, int steps, int vectors, const int32_t *neurons, int count, int first,
   int padded_steps, float *rows),
  (local, steps, vectors, neurons, count, first, padded_steps, rows))

INLINE void spike_sum_steps_body(
  const float *local, int vectors, int steps, float *sums, int32_t *nonzero) {
  const int width = 16 * vectors;
  for (int v = 0; v < vectors; v++) {
    lanes sum = SPLAT(0.0f);
    for (int t = 0; t < steps; t++) sum += LOAD(local + (int64_t)t * width + 16 * v);
    STORE(sums + 16 * v, sum);
  }
  for (int t = 0; t < steps; t++) {
    lanes_i32 counts = {0};
    for (int v = 0; v < vectors; v++)
      counts -= (lanes_i32)(LOAD(local + (int64_t)t * width + 16 * v) != SPLAT(0.0f));
    int32_t total = 0;
    for (int lane = 0; lane < 16; lane++) total += counts[lane];
    nonzero[t] = total;
  }
}

KERNEL(
  spike_sum_steps,
  (const float *local, int vectors, int steps, float *sums, int32_t *nonzero),
  (local, vectors, steps, sums, nonzero))

INLINE void outer_events(
  const float *local, const int vectors, const int32_t *rows, int events, const uint32_t *trains,
  int words, float *direction) {
  for (int e = 0; e < events; e++) {
    lanes sums[SPIKE_MAX_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) sums[v] = SPLAT(0.0f);
    for (int word = 0; word < words; word++) {
      const float *first = local + (int64_t)word * 32 * 16 * vectors;
      for (uint32_t bits = trains[(int64_t)e * words + word]; bits; bits &= bits - 1) {
        const float *g = first + (int64_t)__builtin_ctz(bits) * 16 * vectors;
        UNROLL for (int v = 0; v < vectors; v++) sums[v] += LOAD(g + 16 * v);
      }
    }
    float *row = direction + (int64_t)rows[e] * 16 * vectors;
    UNROLL for (int v = 0; v < vectors; v++) STORE(row + 16 * v, LOAD(row + 16 * v) + sums[v]);
  }
}

INLINE void spike_outer_events_body(
  const float *local, int vectors, const int32_t *rows, int events, const uint32_t *trains,
  int words, float *direction) {
#define CALL(n) outer_events(local, n, rows, events, trains, words, direction)
  FOR_VECTORS(vectors, CALL)
#undef CALL
}

KERNEL(
  spike_outer_events,
  (const float *local, int vectors, const int32_t *rows, int events, const uint32_t *trains,
   int words, float *direction),
  (local, vectors, rows, events, trains, words, direction))

INLINE void outer_block(
  const float *x, int x_stride, const int inputs, const float *sums, int sums_stride, int samples,
  const int vectors, int row, float *direction) {
  lanes total[6][4];
  UNROLL for (int k = 0; k < inputs; k++) {
    UNROLL for (int v = 0; v < vectors; v++) total[k][v] = LOAD(direction + k * row + 16 * v);
  }
  for (int s = 0; s < samples; s++) {
    const float *g = sums + (int64_t)s * sums_stride, *values = x + (int64_t)s * x_stride;
    UNROLL for (int k = 0; k < inputs; k++) {
      const lanes value = SPLAT(values[k]);
      UNROLL for (int v = 0; v < vectors; v++) total[k][v] = FMA(value, LOAD(g + 16 * v), total[k][v]);
    }
  }
  UNROLL for (int k = 0; k < inputs; k++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(direction + k * row + 16 * v, total[k][v]);
  }
}

INLINE void outer_columns(
  const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  const int vectors, int row, float *direction) {
  int k = 0;
  for (; k + 6 <= inputs; k += 6)
    outer_block(x + k, x_stride, 6, sums, sums_stride, samples, vectors, row,
                direction + (int64_t)k * row);
  for (; k < inputs; k++)
    outer_block(x + k, x_stride, 1, sums, sums_stride, samples, vectors, row,
                direction + (int64_t)k * row);
}

INLINE void spike_outer_dense_body(
  const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  int vectors, float *direction) {
  const int row = 16 * vectors;
  int v = 0;
  for (; v + 4 <= vectors; v += 4)
    outer_columns(x, x_stride, inputs, sums + 16 * v, sums_stride, samples, 4, row,
                  direction + 16 * v);
  for (; v < vectors; v++)
    outer_columns(x, x_stride, inputs, sums + 16 * v, sums_stride, samples, 1, row,
                  direction + 16 * v);
}

KERNEL(
  spike_outer_dense,
  (const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
   int vectors, float *direction),
  (x, x_stride, inputs, sums, sums_stride, samples, vectors, direction))

// `inputs` rows of 16 * chunks steps, the sums over the outputs held in registers.
INLINE void pull_block(
  const float *const *weights, const int inputs, const int32_t *targets, const int32_t *offsets,
  const float *feedback, int output_count, int padded_steps, const int chunks, float *rows) {
  lanes sums[8][2];
  UNROLL for (int i = 0; i < inputs; i++) {
    UNROLL for (int c = 0; c < chunks; c++)
      sums[i][c] = LOAD(rows + (int64_t)targets[i] * padded_steps + 16 * c);
  }
  for (int j = 0; j < output_count; j++) {
    const float *g = feedback + (int64_t)j * padded_steps;
    const int32_t offset = offsets[j];
    UNROLL for (int i = 0; i < inputs; i++) {
      const lanes w = SPLAT(weights[i][offset]);
      UNROLL for (int c = 0; c < chunks; c++) sums[i][c] = FMA(w, LOAD(g + 16 * c), sums[i][c]);
    }
  }
  UNROLL for (int i = 0; i < inputs; i++) {
    UNROLL for (int c = 0; c < chunks; c++)
      STORE(rows + (int64_t)targets[i] * padded_steps + 16 * c, sums[i][c]);
  }
}

INLINE void pull_steps(
  const float *const *weights, const int inputs, const int32_t *targets, const int32_t *offsets,
  const float *feedback, int output_count, int padded_steps, float *rows) {
  int t = 0;
  for (; t + 32 <= padded_steps; t += 32)
    pull_block(weights, inputs, targets, offsets, feedback + t, output_count, padded_steps, 2,
               rows + t);
  if (t < padded_steps)
    pull_block(weights, inputs, targets, offsets, feedback + t, output_count, padded_steps, 1,
               rows + t);
}

INLINE void spike_pull_back_body(
  const float *weights, int input_stride, const int32_t *inputs, const int32_t *targets,
  int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
  float *rows) {
  int e = 0;
  for (; e + 8 <= events; e += 8) {
    const float *block[8];
    UNROLL for (int i = 0; i < 8; i++) block[i] = weights + (int64_t)inputs[e + i] * input_stride;
    pull_steps(block, 8, targets + e, offsets, feedback, output_count, padded_steps, rows);
  }
  for (; e < events; e++) {
    const float *block[1] = {weights + (int64_t)inputs[e] * input_stride};
    pull_steps(block, 1, targets + e, offsets, feedback, output_count, padded_steps, rows);
  }
}

KERNEL(
  spike_pull_back,
  (const float *weights, int input_stride, const int32_t *inputs, const int32_t *targets,
   int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
   float *rows),
  (weights, input_stride, inputs, targets, events, offsets, feedback, output_count, padded_steps,
   rows))
