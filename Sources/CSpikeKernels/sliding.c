#include "dispatch.h"

// A convolution that reads values where they lie: position p has x[bases[p] + offsets[k]] at weight row k.

// The sums of some positions and lane vectors, in registers.
INLINE void sliding_block(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  const int32_t *bases, const int32_t *offsets, const int positions, float *out, int out_stride) {
  lanes sums[8][2];
  const float *seen[8];
  UNROLL for (int p = 0; p < positions; p++) {
    seen[p] = x + bases[p];
    UNROLL for (int v = 0; v < vectors; v++) sums[p][v] = LOAD(bias + 16 * v);
  }
  for (int k = 0; k < inputs; k++) {
    const float *w = weights + (int64_t)k * row;
    const int64_t offset = offsets[k];
    UNROLL for (int p = 0; p < positions; p++) {
      const lanes value = SPLAT(seen[p][offset]);
      UNROLL for (int v = 0; v < vectors; v++) sums[p][v] = FMA(value, LOAD(w + 16 * v), sums[p][v]);
    }
  }
  UNROLL for (int p = 0; p < positions; p++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(out + p * out_stride + 16 * v, sums[p][v]);
  }
}

INLINE void sliding_columns(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  const int32_t *bases, const int32_t *offsets, int positions, const int block, float *out,
  int out_stride) {
  int p = 0;
#define CALL(n)                                                                             \
  sliding_block(weights, bias, row, vectors, inputs, x, bases + p, offsets, n,              \
                out + (int64_t)p * out_stride, out_stride)
  for (; p + block <= positions; p += block) CALL(block);
  FOR_ROWS(block, positions - p, CALL)
#undef CALL
}

INLINE void spike_sliding_current_body(
  const int set, const float *weights, const float *bias, int vectors, int inputs, const float *x,
  const int32_t *bases, const int32_t *offsets, int positions, float *out, int out_stride) {
  const int row = 16 * vectors, wide = PULL_VECTORS(set), block = PULL_ROWS(set);
  int v = 0;
  for (; v + wide <= vectors; v += wide)
    sliding_columns(weights + 16 * v, bias + 16 * v, row, wide, inputs, x, bases, offsets, positions,
                    block, out + 16 * v, out_stride);
  for (; v < vectors; v++)
    sliding_columns(weights + 16 * v, bias + 16 * v, row, 1, inputs, x, bases, offsets, positions,
                    block, out + 16 * v, out_stride);
}

KERNEL_BLOCKED(
  spike_sliding_current,
  (const float *weights, const float *bias, int vectors, int inputs, const float *x,
   const int32_t *bases, const int32_t *offsets, int positions, float *out, int out_stride),
  (weights, bias, vectors, inputs, x, bases, offsets, positions, out, out_stride))

// The sums of some weight rows and lane vectors, in registers.
INLINE void sliding_outer_block(
  const float *x, const int32_t *bases, const int32_t *offsets, const int inputs, const float *sums,
  int stride, const int32_t *positions, int count, const int vectors, int row, float *direction) {
  lanes total[8][2];
  int64_t offset[8];
  UNROLL for (int k = 0; k < inputs; k++) {
    offset[k] = offsets[k];
    UNROLL for (int v = 0; v < vectors; v++) total[k][v] = LOAD(direction + k * row + 16 * v);
  }
  for (int i = 0; i < count; i++) {
    const int64_t p = positions[i];
    const float *g = sums + p * stride, *seen = x + bases[p];
    UNROLL for (int k = 0; k < inputs; k++) {
      const lanes value = SPLAT(seen[offset[k]]);
      UNROLL for (int v = 0; v < vectors; v++) total[k][v] = FMA(value, LOAD(g + 16 * v), total[k][v]);
    }
  }
  UNROLL for (int k = 0; k < inputs; k++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(direction + k * row + 16 * v, total[k][v]);
  }
}

INLINE void sliding_outer_columns(
  const float *x, const int32_t *bases, const int32_t *offsets, int inputs, const float *sums,
  int stride, const int32_t *positions, int count, const int vectors, const int block, int row,
  float *direction) {
  int k = 0;
#define CALL(n)                                                                                \
  sliding_outer_block(x, bases, offsets + k, n, sums, stride, positions, count, vectors, row,  \
                      direction + (int64_t)k * row)
  for (; k + block <= inputs; k += block) CALL(block);
  FOR_ROWS(block, inputs - k, CALL)
#undef CALL
}

INLINE void spike_sliding_outer_body(
  const int set, const float *x, const int32_t *bases, const int32_t *offsets, int inputs,
  const float *sums, int stride, const int32_t *positions, int count, int vectors,
  float *direction) {
  const int row = 16 * vectors, wide = PULL_VECTORS(set), block = PULL_ROWS(set);
  int v = 0;
  for (; v + wide <= vectors; v += wide)
    sliding_outer_columns(x, bases, offsets, inputs, sums + 16 * v, stride, positions, count, wide,
                          block, row, direction + 16 * v);
  for (; v < vectors; v++)
    sliding_outer_columns(x, bases, offsets, inputs, sums + 16 * v, stride, positions, count, 1,
                          block, row, direction + 16 * v);
}

KERNEL_BLOCKED(
  spike_sliding_outer,
  (const float *x, const int32_t *bases, const int32_t *offsets, int inputs, const float *sums,
   int stride, const int32_t *positions, int count, int vectors, float *direction),
  (x, bases, offsets, inputs, sums, stride, positions, count, vectors, direction))

INLINE void spike_count_seen_body(
  const float *x, int planes, int cells, const int32_t *bases, const int32_t *stretches,
  int stretch_count, int positions, int32_t *restrict before, int32_t *restrict seen) {
  int sum = 0, i = 0;
  before[0] = 0;
  for (; i + 16 <= cells; i += 16) {
    const lanes_i32 none = {0};
    lanes_i32 sums = {0};
    for (int p = 0; p < planes; p++)
      sums -= (lanes_i32)(LOAD(x + (int64_t)p * cells + i) != SPLAT(0.0f));
    sums += __builtin_shufflevector(sums, none, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    sums += __builtin_shufflevector(sums, none, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    sums += __builtin_shufflevector(sums, none, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    sums += __builtin_shufflevector(sums, none, 16, 16, 16, 16, 16, 16, 16, 16, 0, 1, 2, 3, 4, 5, 6, 7);
    sums += sum;
    *(lanes_i32 *)(before + i + 1) = sums;
    sum = sums[15];
  }
  for (; i < cells; i++) {
    for (int p = 0; p < planes; p++) sum += x[(int64_t)p * cells + i] != 0;
    before[i + 1] = sum;
  }
  for (int p = 0; p < positions; p++) {
    const int32_t *from = before + bases[p];
    int some = 0;
    for (int s = 0; s < stretch_count; s++)
      some += from[stretches[2 * s] + stretches[2 * s + 1]] - from[stretches[2 * s]];
    seen[p] = some;
  }
}

KERNEL(
  spike_count_seen,
  (const float *x, int planes, int cells, const int32_t *bases, const int32_t *stretches,
   int stretch_count, int positions, int32_t *before, int32_t *seen),
  (x, planes, cells, bases, stretches, stretch_count, positions, before, seen))

INLINE void spike_list_reached_body(
  const float *sums, int positions, int stride, float *restrict biases, int32_t *restrict reached,
  int32_t *restrict nonzero, int32_t *count) {
  int listed = 0;
  for (int p = 0; p < positions; p++) {
    const float *row = sums + (int64_t)p * stride;
    lanes_i32 held = {0};
    for (int v = 0; v < stride; v += 16) held -= LOAD(row + v) != SPLAT(0.0f);
    int some = 0;
    UNROLL for (int i = 0; i < 16; i++) some += held[i];
    nonzero[p] = some;
    if (!some) continue;
    reached[listed++] = p;
    for (int v = 0; v < stride; v += 16) STORE(biases + v, LOAD(biases + v) + LOAD(row + v));
  }
  *count = listed;
}

KERNEL(
  spike_list_reached,
  (const float *sums, int positions, int stride, float *biases, int32_t *reached, int32_t *nonzero,
   int32_t *count),
  (sums, positions, stride, biases, reached, nonzero, count))

INLINE void spike_sliding_add_body(
  const float *patches, int stride, const int32_t *bases, const int32_t *stretches,
  int stretch_count, int positions, float *x) {
  for (int p = 0; p < positions; p++) {
    const float *from = patches + (int64_t)p * stride;
    for (int s = 0; s < stretch_count; s++) {
      float *to = x + bases[p] + stretches[2 * s];
      const int length = stretches[2 * s + 1];
      int i = 0;
      for (; i + 16 <= length; i += 16) STORE(to + i, LOAD(to + i) + LOAD(from + i));
      for (; i < length; i++) to[i] += from[i];
      from += length;
    }
  }
}

KERNEL(
  spike_sliding_add,
  (const float *patches, int stride, const int32_t *bases, const int32_t *stretches,
   int stretch_count, int positions, float *x),
  (patches, stride, bases, stretches, stretch_count, positions, x))

INLINE void spike_frame_values_body(
  const float *x, int channels, int height, int width, int padding, float *restrict framed) {
  const int row = width + 2 * padding;
  memset(framed, 0, sizeof(float) * (size_t)channels * (size_t)(height + 2 * padding) * (size_t)row);
  for (int c = 0; c < channels; c++) {
    float *to = framed + ((int64_t)c * (height + 2 * padding) + padding) * row + padding;
    for (int y = 0; y < height; y++, to += row, x += width)
      for (int i = 0; i < width; i++) to[i] = x[i];
  }
}

KERNEL(
  spike_frame_values,
  (const float *x, int channels, int height, int width, int padding, float *framed),
  (x, channels, height, width, padding, framed))

INLINE void spike_unframe_values_body(
  const float *framed, int channels, int height, int width, int padding, float *restrict x) {
  const int row = width + 2 * padding;
  for (int c = 0; c < channels; c++) {
    const float *from = framed + ((int64_t)c * (height + 2 * padding) + padding) * row + padding;
    for (int y = 0; y < height; y++, from += row, x += width)
      for (int i = 0; i < width; i++) x[i] = from[i];
  }
}

KERNEL(
  spike_unframe_values,
  (const float *framed, int channels, int height, int width, int padding, float *x),
  (framed, channels, height, width, padding, x))
