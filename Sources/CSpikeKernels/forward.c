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
#define REST(n)                                                                              \
  current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, n, \
                out + (int64_t)s * out_stride, out_stride)
  switch (samples - s) {
    case 5: REST(5); break;
    case 4: REST(4); break;
    case 3: REST(3); break;
    case 2: REST(2); break;
    case 1: REST(1); break;
  }
#undef REST
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

// The rows of a group are summed first; their sum stays in registers while it is added at every
// step the group has a spike.
INLINE void event_current(
  const float *weights, const float *bias, const int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, const uint32_t *trains, int words,
  int steps, float *current) {
  lanes row[SPIKE_MAX_VECTORS];
  UNROLL for (int v = 0; v < vectors; v++) row[v] = LOAD(bias + 16 * v) + SPLAT(0.0f);
  for (int t = 0; t < steps; t++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(current + (t * vectors + v) * 16, row[v]);
  }
  for (int e = 0; e < events;) {
    const int group = owners[e];
    UNROLL for (int v = 0; v < vectors; v++) row[v] = SPLAT(0.0f);
    for (; e < events && owners[e] == group; e++) {
      const float *w = weights + (int64_t)rows[e] * 16 * vectors;
      UNROLL for (int v = 0; v < vectors; v++) row[v] += LOAD(w + 16 * v);
    }
    const uint32_t *train = trains + (int64_t)kinds[group] * words;
    for (int word = 0; word < words; word++) {
      float *first = current + (int64_t)word * 32 * 16 * vectors;
      for (uint32_t bits = train[word]; bits; bits &= bits - 1) {
        float *sums = first + (int64_t)__builtin_ctz(bits) * 16 * vectors;
        UNROLL for (int v = 0; v < vectors; v++) STORE(sums + 16 * v, LOAD(sums + 16 * v) + row[v]);
      }
    }
  }
}

INLINE void spike_event_current_body(
  const float *weights, const float *bias, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, float *current) {
#define CALL(n)                                                                              \
  event_current(weights, bias, n, rows, owners, events, kinds, trains, words, steps, current)
  FOR_VECTORS(vectors, CALL)
#undef CALL
}

#ifdef HAS_WIDE
// Sums the rows of each group of a block, without a branch that depends on where groups end: a sum
// is stored after each of its rows, and the last remains.
WIDE void sum_groups(
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

// The sums of one lane vector at up to 25 steps stay in registers; the sum of a group's rows meets
// them all, times 1 at the steps of its spikes and 0 at the others: no branch that depends on a train.
WIDE void event_steps(
  const float *rows, const float *bias, int vectors, const int32_t *kinds, int groups,
  const uint32_t *trains, int words, int begins, int first, const int steps, float *current) {
  float x[SPIKE_BLOCK][32];
  for (int g = 0; g < groups; g++)
    spread_train(trains + (int64_t)kinds[g] * words, words, first, x[g]);
  for (int v = 0; v < vectors; v++) {
    float *const out = current + ((int64_t)first * vectors + v) * 16;
    lanes sums[SPIKE_WIDE_STEPS];
    UNROLL for (int t = 0; t < steps; t++)
      sums[t] = begins ? LOAD(bias + 16 * v) + SPLAT(0.0f) : LOAD(out + t * vectors * 16);
    for (int g = 0; g < groups; g++) {
      const lanes row = LOAD(rows + ((int64_t)g * vectors + v) * 16);
      UNROLL for (int t = 0; t < steps; t++) sums[t] = FMA(SPLAT(x[g][t]), row, sums[t]);
    }
    UNROLL for (int t = 0; t < steps; t++) STORE(out + t * vectors * 16, sums[t]);
  }
}

// Adding at spikes only costs a load, an addition and a store for each of them and vector, and a
// mispredicted branch a group; adding at every step half a cycle a step, vector and group.
WIDE void spike_event_current_wide_body(
  const float *weights, const float *bias, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, float *current) {
  int spikes = 0;
  for (int g = 0; g < groups; g++)
    for (int word = 0; word < words; word++)
      spikes += __builtin_popcount(trains[(int64_t)kinds[g] * words + word]);
  if ((vectors + 1) * spikes + 20 * groups < vectors * steps / 2 * groups) {
    spike_event_current_body(
      weights, bias, vectors, rows, owners, events, kinds, groups, trains, words, steps, current);
    return;
  }
  const int pieces = (steps + SPIKE_WIDE_STEPS - 1) / SPIKE_WIDE_STEPS;
  const int size = (steps + pieces - 1) / pieces;
  float sums[SPIKE_BLOCK * 16 * SPIKE_MAX_VECTORS];
  for (int g0 = 0, begin = 0; g0 == 0 || g0 < groups; g0 += SPIKE_BLOCK) {
    const int block = groups - g0 < SPIKE_BLOCK ? groups - g0 : SPIKE_BLOCK;
    int end = begin;
    while (end < events && owners[end] < g0 + block) end++;
#define CALL(n) sum_groups(weights, n, rows, owners, begin, end, g0, sums)
    FOR_VECTORS(vectors, CALL)
#undef CALL
    begin = end;
    for (int first = 0; first < steps; first += size) {
#define CALL(n)                                                                              \
  event_steps(sums, bias, vectors, kinds + g0, block, trains, words, g0 == 0, first, n, current)
      FOR_WIDE_STEPS(steps - first < size ? steps - first : size, CALL)
#undef CALL
    }
  }
}
#endif

KERNEL_WIDE(
  spike_event_current,
  (const float *weights, const float *bias, int vectors, const int32_t *rows,
   const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
   int words, int steps, float *current),
  (weights, bias, vectors, rows, owners, events, kinds, groups, trains, words, steps, current))
