#include "dispatch.h"

// A block of `samples` rows by `vectors` lane vectors, its sums held in registers.
INLINE void current_block(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  int x_stride, const int samples, float *out, int out_stride) {
  lanes sums[BLOCK_ROWS][4];
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
  for (; s + BLOCK_ROWS <= samples; s += BLOCK_ROWS)
    current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride,
                  BLOCK_ROWS, out + (int64_t)s * out_stride, out_stride);
#define REST(n)                                                                              \
  current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, n, \
                out + (int64_t)s * out_stride, out_stride)
  FOR_ROWS(BLOCK_ROWS, samples - s, REST)
#undef REST
}

INLINE void spike_dense_current_body(
  const int set, const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
  int samples, float *out, int out_stride) {
  const int row = 16 * vectors, block = BLOCK_VECTORS(set);
  int v = 0;
  for (; v + block <= vectors; v += block)
    current_columns(weights + 16 * v, bias + 16 * v, row, block, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
  for (; v < vectors; v++)
    current_columns(weights + 16 * v, bias + 16 * v, row, 1, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
}

KERNEL_BLOCKED(
  spike_dense_current,
  (const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
   int samples, float *out, int out_stride),
  (weights, bias, vectors, inputs, x, x_stride, samples, out, out_stride))

// Groups that are taken to all steps together: their sums stay in the L1 cache, and which of them spike at
// a step is one word.
enum { GROUPS = 64 };

// Sums the rows of each group of a block, without a branch that depends on where groups end: a sum
// is stored after each of its rows, and the last remains.
INLINE void sum_groups(
  const float *weights, const int vectors, const int32_t *rows, const int32_t *owners, int begin,
  int end, int first_group, float *sums) {
  lanes row[SPIKE_MAX_VECTORS];
  UNROLL for (int v = 0; v < vectors; v++) row[v] = SPLAT(0.0f);
  for (int e = begin; e < end; e++) {
    // Rows lie far apart: they are asked for some events ahead.
    const float *later = weights + (int64_t)rows[e + 8 < end ? e + 8 : end - 1] * 16 * vectors;
    UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(later + 16 * v);
    const float *w = weights + (int64_t)rows[e] * 16 * vectors;
    const lanes_i32 goes_on = (lanes_i32){0} - (e > begin && owners[e] == owners[e - 1]);
    float *sum = sums + (int64_t)(owners[e] - first_group) * 16 * vectors;
    UNROLL for (int v = 0; v < vectors; v++) {
      row[v] = WHERE(goes_on, row[v]) + LOAD(w + 16 * v);
      STORE(sum + 16 * v, row[v]);
    }
  }
}

// Adds the sums of the groups that spike at each step to the current, which begins with the bias: some lane
// vectors, whose sums stay in registers while the groups of a step come one after another.
INLINE void add_groups(
  const float *sums, const float *bias, int row, const int vectors, const uint64_t *spiking,
  int steps, float *current) {
  for (int t = 0; t < steps; t++) {
    float *const out = current + (int64_t)t * row;
    lanes sum[4];
    UNROLL for (int v = 0; v < vectors; v++)
      sum[v] = bias ? LOAD(bias + 16 * v) + SPLAT(0.0f) : LOAD(out + 16 * v);
    for (uint64_t bits = spiking[t]; bits; bits &= bits - 1) {
      const float *group = sums + (int64_t)__builtin_ctzll(bits) * row;
      UNROLL for (int v = 0; v < vectors; v++) sum[v] += LOAD(group + 16 * v);
    }
    UNROLL for (int v = 0; v < vectors; v++) STORE(out + 16 * v, sum[v]);
  }
}

// Which of some groups spike at each of 32 steps: a bit a group.
INLINE void find_spiking(
  const int32_t *kinds, int groups, const uint32_t *trains, int words, uint64_t spiking[32]) {
  for (int first = 0; first < GROUPS; first += 32) {
    uint32_t bits[32] = {0};
    for (int g = first; g < groups && g < first + 32; g++)
      bits[g - first] = trains[(int64_t)kinds[g] * words];
    if (first < groups) transpose_bits(bits);
    for (int t = 0; t < 32; t++)
      spiking[t] = (first ? spiking[t] : 0) | (uint64_t)bits[t] << first;
  }
}

INLINE void spike_event_current_body(
  const float *weights, const float *bias, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, float *current) {
  const int row = 16 * vectors;
  float sums[GROUPS * 16 * SPIKE_MAX_VECTORS];
  uint64_t spiking[32];
  for (int g0 = 0, begin = 0; g0 == 0 || g0 < groups; g0 += GROUPS) {
    const int block = groups - g0 < GROUPS ? groups - g0 : GROUPS;
    int end = begin;
    while (end < events && owners[end] < g0 + block) end++;
#define CALL(n) sum_groups(weights, n, rows, owners, begin, end, g0, sums)
    FOR_VECTORS(vectors, CALL)
#undef CALL
    begin = end;
    for (int word = 0; word < words; word++) {
      const int last = steps - 32 * word < 32 ? steps - 32 * word : 32;
      float *const out = current + (int64_t)word * 32 * row;
      find_spiking(kinds + g0, block, trains + word, words, spiking);
      for (int v = 0; v < vectors; v += 4) {
#define CALL(n) \
  add_groups(sums + 16 * v, g0 ? 0 : bias + 16 * v, row, n, spiking, last, out + 16 * v)
        FOR_ROWS(4, vectors - v, CALL)
#undef CALL
      }
    }
  }
}

KERNEL(
  spike_event_current,
  (const float *weights, const float *bias, int vectors, const int32_t *rows,
   const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
   int words, int steps, float *current),
  (weights, bias, vectors, rows, owners, events, kinds, groups, trains, words, steps, current))
