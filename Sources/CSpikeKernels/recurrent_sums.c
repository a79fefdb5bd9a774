#include "dispatch.h"

// Sums for the weights of connections of a population with itself.

void spike_list_events(
  const uint32_t *trains, int words, int train_stride, int64_t sample_stride, int samples,
  int neurons, int steps, int width, int32_t *begins, int32_t *offsets) {
  int found = 0;
  for (int n = 0; n < neurons; n++) {
    begins[n] = found;
    for (int s = 0; s < samples; s++)
      for (int word = 0; word < words; word++) {
        uint32_t bits = trains[s * sample_stride + (int64_t)word * train_stride + n];
        for (; bits; bits &= bits - 1)
          offsets[found++] = (s * steps + 32 * word + __builtin_ctz(bits)) * width;
      }
  }
  begins[neurons] = found;
}

INLINE void outer_listed(
  const float *columns, const int32_t *begins, const int32_t *offsets, int inputs,
  const int vectors, int row, float *direction) {
  for (int k = 0; k < inputs; k++) {
    int e = begins[k];
    const int end = begins[k + 1];
    if (e == end) continue;
    float *to = direction + (int64_t)k * row;
    lanes sums[4];
    UNROLL for (int v = 0; v < vectors; v++) sums[v] = LOAD(to + 16 * v);
    for (; e < end; e++) {
      const float *g = columns + offsets[e];
      UNROLL for (int v = 0; v < vectors; v++) sums[v] += LOAD(g + 16 * v);
    }
    UNROLL for (int v = 0; v < vectors; v++) STORE(to + 16 * v, sums[v]);
  }
}

// The columns of a tile are copied side by side: as they lie, a power of two apart, they would share
// a few sets of the L1 cache.
INLINE void spike_outer_listed_body(
  const float *columns, int row_stride, int64_t sample_stride, int samples, int steps,
  const int32_t *begins, const int32_t *offsets, int inputs, int vectors, float *packed,
  float *direction) {
  const int row = 16 * vectors;
  for (int s = 0; s < samples; s++)
    for (int t = 0; t < steps; t++) {
      const float *from = columns + s * sample_stride + (int64_t)t * row_stride;
      float *to = packed + ((int64_t)s * steps + t) * row;
      for (int n = 0; n < row; n += 16) STORE(to + n, LOAD(from + n));
    }
  for (int v = 0; v < vectors; v += 4) {
#define CALL(n) outer_listed(packed + 16 * v, begins, offsets, inputs, n, row, direction + 16 * v)
    FOR_ROWS(4, vectors - v, CALL)
#undef CALL
  }
}

KERNEL(
  spike_outer_listed,
  (const float *columns, int row_stride, int64_t sample_stride, int samples, int steps,
   const int32_t *begins, const int32_t *offsets, int inputs, int vectors, float *packed,
   float *direction),
  (columns, row_stride, sample_stride, samples, steps, begins, offsets, inputs, vectors, packed,
   direction))
