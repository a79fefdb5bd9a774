#include "dispatch.h"

// Sums for the weights: what reached a row times the coefficients of the outputs it feeds.

// Groups of events whose sums are found before any is added: a share of the L1 cache.
enum { GROUPS = 32 };

// Lane vectors of outputs that have columns, at most SPIKE_MAX_VECTORS: where those of a row of the direction
// begin, and to which of their lanes each column goes.
typedef struct {
  int64_t begin[SPIKE_MAX_VECTORS];
  int vectors, columns, lane[16 * SPIKE_MAX_VECTORS];
} listed_outputs;

INLINE void list_outputs(
  listed_outputs *outputs, const uint32_t *masks, int first, int vectors, int tile_vectors,
  int64_t tile_stride) {
  outputs->vectors = outputs->columns = 0;
  for (int v = first; v < first + vectors; v++) {
    uint32_t mask = masks ? masks[v] : 0xffff;
    if (!mask) continue;
    for (; mask; mask &= mask - 1)
      outputs->lane[outputs->columns++] = 16 * outputs->vectors + __builtin_ctz(mask);
    outputs->begin[outputs->vectors++] = v / tile_vectors * tile_stride + v % tile_vectors * 16;
  }
}

// Sums of some lane vectors of columns over the steps of one group of events.
INLINE void sum_columns(
  const float *local, int stride, const int vectors, const uint32_t *train, int words,
  float *out) {
  lanes sums[4];
  UNROLL for (int v = 0; v < vectors; v++) sums[v] = SPLAT(0.0f);
  for (int word = 0; word < words; word++)
    for (uint32_t bits = train[word]; bits; bits &= bits - 1) {
      const float *g = local + (int64_t)(32 * word + __builtin_ctz(bits)) * stride;
      UNROLL for (int v = 0; v < vectors; v++) sums[v] += LOAD(g + 16 * v);
    }
  UNROLL for (int v = 0; v < vectors; v++) STORE(out + 16 * v, sums[v]);
}

// The same of any number of lane vectors of columns, four at a time: eight registers of AVX2.
INLINE void sum_all_columns(
  const float *local, int stride, int vectors, const uint32_t *train, int words, float *out) {
  for (int v = 0; v < vectors; v += 4) {
#define CALL(n) sum_columns(local + 16 * v, stride, n, train, words, out + 16 * v)
    FOR_ROWS(4, vectors - v, CALL)
#undef CALL
  }
}

// Steps whose coefficients fit the registers of AVX-512 beside four sums.
enum { WIDE_STEPS = 25 };

// x[i] = 1 where a train has a spike at step first + i, else 0, for 32 steps.
INLINE void spread_train(const uint32_t *train, int words, int first, float x[32]) {
  const int word = first / 32;
  uint64_t both = train[word];
  if (word + 1 < words) both |= (uint64_t)train[word + 1] << 32;
  const uint32_t bits = (uint32_t)(both >> (first % 32));
  for (int half = 0; half < 2; half++) {
    const lanes_u32 spikes = (((lanes_u32){0} + (bits >> (16 * half))) >> LANE) & 1;
    STORE(x + 16 * half, WHERE(spikes != 0, SPLAT(1.0f)));
  }
}

// The coefficients of one lane vector at up to 25 steps stay in registers while all groups meet
// them, times 1 or 0, four at a time, since each sum waits for itself; several pieces of steps
// hand their sums on.
INLINE void outer_steps(
  const float *local, int stride, const int steps, const float x[][32], int groups,
  int begins, float sums[][16 * SPIKE_MAX_VECTORS], int column) {
  lanes g[WIDE_STEPS];
  UNROLL for (int t = 0; t < steps; t++) g[t] = LOAD(local + (int64_t)t * stride);
  int k = 0;
  for (; k + 4 <= groups; k += 4) {
    lanes sum[4];
    UNROLL for (int i = 0; i < 4; i++)
      sum[i] = begins ? SPLAT(0.0f) : LOAD(sums[k + i] + column);
    UNROLL for (int t = 0; t < steps; t++) {
      UNROLL for (int i = 0; i < 4; i++) sum[i] = FMA(SPLAT(x[k + i][t]), g[t], sum[i]);
    }
    UNROLL for (int i = 0; i < 4; i++) STORE(sums[k + i] + column, sum[i]);
  }
  for (; k < groups; k++) {
    lanes sum = begins ? SPLAT(0.0f) : LOAD(sums[k] + column);
    UNROLL for (int t = 0; t < steps; t++) sum = FMA(SPLAT(x[k][t]), g[t], sum);
    STORE(sums[k] + column, sum);
  }
}

INLINE void sum_at_every_step(
  const float *local, int stride, int vectors, const int32_t *kinds, int groups,
  const uint32_t *trains, int words, int steps, float sums[][16 * SPIKE_MAX_VECTORS]) {
  const int pieces = (steps + WIDE_STEPS - 1) / WIDE_STEPS, size = (steps + pieces - 1) / pieces;
  float x[GROUPS][32];
  for (int first = 0; first < steps; first += size) {
    for (int g = 0; g < groups; g++)
      spread_train(trains + (int64_t)kinds[g] * words, words, first, x[g]);
    for (int v = 0; v < vectors; v++) {
#define CALL(n) \
  outer_steps(local + (int64_t)first * stride + 16 * v, stride, n, x, groups, first == 0, sums, 16 * v)
      FOR_WIDE_STEPS(steps - first < size ? steps - first : size, CALL)
#undef CALL
    }
  }
}

// Sums of all columns for each of some groups. At spikes only that costs an addition for each of them and
// vector, and a mispredicted branch a group; at every step, where AVX-512 holds them all, half a cycle a
// step, vector and group.
INLINE void sum_groups(
  const int set, const float *local, int stride, int vectors, const int32_t *kinds, int groups,
  const uint32_t *trains, int words, int steps, float sums[][16 * SPIKE_MAX_VECTORS]) {
  if (set == SPIKE_AVX512) {
    int spikes = 0;
    for (int g = 0; g < groups; g++)
      for (int word = 0; word < words; word++)
        spikes += __builtin_popcount(trains[(int64_t)kinds[g] * words + word]);
    if ((vectors + 2) * spikes / 2 + 20 * groups >= vectors * steps / 2 * groups) {
      sum_at_every_step(local, stride, vectors, kinds, groups, trains, words, steps, sums);
      return;
    }
  }
  for (int g = 0; g < groups; g++)
    sum_all_columns(local, stride, vectors, trains + (int64_t)kinds[g] * words, words, sums[g]);
}

// Adds the sums of each event's group to its row.
INLINE void add_events(
  const listed_outputs *outputs, const int vectors, const float sums[][16 * SPIKE_MAX_VECTORS],
  const int32_t *rows, const int32_t *owners, int begin, int end, int first_group,
  int row_stride, float *direction) {
  for (int e = begin; e < end; e++) {
    // Rows lie far apart: they are asked for some events ahead.
    const float *later = direction + (int64_t)rows[e + 8 < end ? e + 8 : e] * row_stride;
    UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(later + outputs->begin[v], 1);
    float *row = direction + (int64_t)rows[e] * row_stride;
    const float *sum = sums[owners[e] - first_group];
    UNROLL for (int v = 0; v < vectors; v++) {
      float *to = row + outputs->begin[v];
      STORE(to, LOAD(to) + LOAD(sum + 16 * v));
    }
  }
}

// At most SPIKE_MAX_VECTORS lane vectors of outputs at a time. Columns stand side by side while they are
// summed; then each sum goes to the lane of its output, between zeros, so that whole vectors are added.
INLINE void spike_outer_events_body(
  const int set, const float *local, int stride, const uint32_t *masks, int vectors,
  const int32_t *rows, const int32_t *owners, int events, const int32_t *kinds, int groups,
  const uint32_t *trains, int words, int steps, int row_stride, int tile_vectors,
  int64_t tile_stride, float *direction) {
  float sums[GROUPS][16 * SPIKE_MAX_VECTORS], spread[GROUPS][16 * SPIKE_MAX_VECTORS];
  listed_outputs outputs;
  for (int first = 0; first < vectors; first += SPIKE_MAX_VECTORS) {
    const int some = vectors - first < SPIKE_MAX_VECTORS ? vectors - first : SPIKE_MAX_VECTORS;
    list_outputs(&outputs, masks, first, some, tile_vectors, tile_stride);
    if (!outputs.columns) continue;
    const int all = outputs.columns == 16 * outputs.vectors;
    if (!all)
      for (int g = 0; g < groups && g < GROUPS; g++)
        for (int v = 0; v < outputs.vectors; v++) STORE(spread[g] + 16 * v, SPLAT(0.0f));
    for (int g0 = 0, begin = 0; g0 < groups; g0 += GROUPS) {
      const int block = groups - g0 < GROUPS ? groups - g0 : GROUPS;
      sum_groups(set, local, stride, (outputs.columns + 15) / 16, kinds + g0, block, trains, words,
                 steps, sums);
      if (!all)
        for (int g = 0; g < block; g++)
          for (int c = 0; c < outputs.columns; c++) spread[g][outputs.lane[c]] = sums[g][c];
      int end = begin;
      while (end < events && owners[end] < g0 + block) end++;
#define CALL(n)                                                                              \
  add_events(&outputs, n, all ? sums : spread, rows, owners, begin, end, g0, row_stride, direction)
      FOR_VECTORS(outputs.vectors, CALL)
#undef CALL
      begin = end;
    }
    local += outputs.columns;
  }
}

KERNEL_BLOCKED(
  spike_outer_events,
  (const float *local, int stride, const uint32_t *masks, int vectors, const int32_t *rows,
   const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
   int words, int steps, int row_stride, int tile_vectors, int64_t tile_stride,
   float *direction),
  (local, stride, masks, vectors, rows, owners, events, kinds, groups, trains, words, steps,
   row_stride, tile_vectors, tile_stride, direction))

INLINE void outer_block(
  const float *x, int x_stride, const int inputs, const float *sums, int sums_stride, int samples,
  const int vectors, int row, float *direction) {
  lanes total[BLOCK_ROWS][4];
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
  for (; k + BLOCK_ROWS <= inputs; k += BLOCK_ROWS)
    outer_block(x + k, x_stride, BLOCK_ROWS, sums, sums_stride, samples, vectors, row,
                direction + (int64_t)k * row);
  for (; k < inputs; k++)
    outer_block(x + k, x_stride, 1, sums, sums_stride, samples, vectors, row,
                direction + (int64_t)k * row);
}

INLINE void spike_outer_dense_body(
  const int set, const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  int vectors, float *direction) {
  const int row = 16 * vectors, block = BLOCK_VECTORS(set);
  int v = 0;
  for (; v + block <= vectors; v += block)
    outer_columns(x, x_stride, inputs, sums + 16 * v, sums_stride, samples, block, row,
                  direction + 16 * v);
  for (; v < vectors; v++)
    outer_columns(x, x_stride, inputs, sums + 16 * v, sums_stride, samples, 1, row,
                  direction + 16 * v);
}

KERNEL_BLOCKED(
  spike_outer_dense,
  (const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
   int vectors, float *direction),
  (x, x_stride, inputs, sums, sums_stride, samples, vectors, direction))
