#include "dispatch.h"

// Sums for the weights: what reached a row times the coefficients of the outputs it feeds.

// Lane vector v of the outputs in a row of the direction, which begins with the row's part in the
// first tile.
#define OUTPUTS(row, v) ((row) + (int64_t)((v) / tile_vectors) * tile_stride + (v) % tile_vectors * 16)

// Adds one column after another to the outputs that a mask has a bit for.
INLINE void add_columns(
  const float *sums, const uint32_t *masks, int first, int vectors, int tile_vectors,
  int64_t tile_stride, float *row) {
  for (int v = first; v < first + vectors; v++) {
    float *outputs = OUTPUTS(row, v);
    if (!masks) {
      STORE(outputs, LOAD(outputs) + LOAD(sums));
      sums += 16;
      continue;
    }
    for (uint32_t mask = masks[v]; mask; mask &= mask - 1)
      outputs[__builtin_ctz(mask)] += *sums++;
  }
}

// Columns of some lane vectors of outputs.
INLINE int column_count(const uint32_t *masks, int first, int vectors) {
  if (!masks) return 16 * vectors;
  int count = 0;
  for (int v = first; v < first + vectors; v++) count += __builtin_popcount(masks[v]);
  return count;
}

// Sums of some lane vectors of columns over the steps of one group of events.
INLINE void sum_columns(
  const float *local, int stride, const int vectors, const uint32_t *train, int words,
  float *out) {
  lanes sums[SPIKE_MAX_VECTORS];
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
  const float *local, int stride, int columns, const uint32_t *train, int words, float *out) {
  int c = 0;
  for (; c + 4 <= columns; c += 4) sum_columns(local + 16 * c, stride, 4, train, words, out + 16 * c);
#define CALL(n) sum_columns(local + 16 * c, stride, n, train, words, out + 16 * c)
  FOR_ROWS(4, columns - c, CALL)
#undef CALL
}

// At most SPIKE_MAX_VECTORS lane vectors of outputs at a time.
INLINE void spike_outer_events_body(
  const float *local, int stride, const uint32_t *masks, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, int row_stride, int tile_vectors, int64_t tile_stride,
  float *direction) {
  float sums[16 * SPIKE_MAX_VECTORS];
  for (int first = 0; first < vectors; first += SPIKE_MAX_VECTORS) {
    const int some = vectors - first < SPIKE_MAX_VECTORS ? vectors - first : SPIKE_MAX_VECTORS;
    const int count = column_count(masks, first, some);
    if (count == 0) continue;
    for (int e = 0; e < events;) {
      const int group = owners[e];
      sum_all_columns(
        local, stride, (count + 15) / 16, trains + (int64_t)kinds[group] * words, words, sums);
      for (; e < events && owners[e] == group; e++)
        add_columns(sums, masks, first, some, tile_vectors, tile_stride,
                    direction + (int64_t)rows[e] * row_stride);
    }
    local += count;
  }
}

#ifdef HAS_WIDE
#include <immintrin.h>

// How columns are spread over the lane vectors of some outputs: where those of each begin, which of
// them each lane takes, and all bits of the lanes that take one.
typedef struct {
  int64_t outputs[SPIKE_MAX_VECTORS];
  int begin[SPIKE_MAX_VECTORS];
  __m512i column[SPIKE_MAX_VECTORS], taken[SPIKE_MAX_VECTORS];
} spreading;

WIDE void plan_spreading(
  spreading *plan, const uint32_t *masks, int first, int vectors, int tile_vectors,
  int64_t tile_stride) {
  int begin = 0;
  for (int v = 0; v < vectors; v++) {
    const __mmask16 mask = masks ? masks[first + v] : 0xffff;
    plan->outputs[v] = OUTPUTS((int64_t)0, first + v);
    plan->begin[v] = begin;
    plan->column[v] = _mm512_maskz_expand_epi32(
      mask, _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    plan->taken[v] = _mm512_maskz_set1_epi32(mask, -1);
    begin += __builtin_popcount(mask);
  }
}

WIDE void add_columns_wide(const spreading *plan, const float *sums, int vectors, float *row) {
  for (int v = 0; v < vectors; v++) {
    float *outputs = row + plan->outputs[v];
    const __m512 columns = _mm512_loadu_ps(sums + plan->begin[v]);
    const __m512 spread = (__m512)_mm512_and_si512(
      (__m512i)_mm512_permutexvar_ps(plan->column[v], columns), plan->taken[v]);
    _mm512_storeu_ps(outputs, _mm512_add_ps(_mm512_loadu_ps(outputs), spread));
  }
}

// The coefficients of one lane vector at up to 25 steps stay in registers while all groups meet
// them, times 1 or 0, four at a time, since each sum waits for itself; several pieces of steps
// hand their sums on.
WIDE void outer_steps(
  const float *local, int stride, const int steps, const float x[][32], int groups,
  int begins, float sums[][16 * SPIKE_MAX_VECTORS + 16], int column) {
  lanes g[SPIKE_WIDE_STEPS];
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

WIDE void spike_outer_events_wide_body(
  const float *local, int stride, const uint32_t *masks, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, int row_stride, int tile_vectors, int64_t tile_stride,
  float *direction) {
  const int pieces = (steps + SPIKE_WIDE_STEPS - 1) / SPIKE_WIDE_STEPS;
  const int size = (steps + pieces - 1) / pieces;
  float x[SPIKE_BLOCK][32], sums[SPIKE_BLOCK][16 * SPIKE_MAX_VECTORS + 16];
  for (int first = 0; first < vectors; first += SPIKE_MAX_VECTORS) {
    const int some = vectors - first < SPIKE_MAX_VECTORS ? vectors - first : SPIKE_MAX_VECTORS;
    const int count = column_count(masks, first, some), columns = (count + 15) / 16;
    if (count == 0) continue;
    spreading plan;
    plan_spreading(&plan, masks, first, some, tile_vectors, tile_stride);
    for (int g0 = 0, e = 0; g0 < groups; g0 += SPIKE_BLOCK) {
      const int block = groups - g0 < SPIKE_BLOCK ? groups - g0 : SPIKE_BLOCK;
      int spikes = 0;
      for (int g = g0; g < g0 + block; g++)
        for (int word = 0; word < words; word++)
          spikes += __builtin_popcount(trains[(int64_t)kinds[g] * words + word]);
      if ((columns + 2) * spikes / 2 + 20 * block < columns * steps / 2 * block) {
        for (int g = 0; g < block; g++) {
#define CALL(n) \
  sum_columns(local, stride, n, trains + (int64_t)kinds[g0 + g] * words, words, sums[g])
          FOR_VECTORS(columns, CALL)
#undef CALL
        }
      } else {
        for (int t0 = 0; t0 < steps; t0 += size) {
          for (int g = 0; g < block; g++)
            spread_train(trains + (int64_t)kinds[g0 + g] * words, words, t0, x[g]);
          for (int c = 0; c < columns; c++) {
#define CALL(n) \
  outer_steps(local + (int64_t)t0 * stride + 16 * c, stride, n, x, block, t0 == 0, sums, 16 * c)
            FOR_WIDE_STEPS(steps - t0 < size ? steps - t0 : size, CALL)
#undef CALL
          }
        }
      }
      for (; e < events && owners[e] < g0 + block; e++) {
        // Rows lie far apart: they are asked for some events ahead.
        const float *later = direction + (int64_t)rows[e + 8 < events ? e + 8 : e] * row_stride;
        for (int v = 0; v < some; v++) __builtin_prefetch(later + plan.outputs[v], 1);
        add_columns_wide(&plan, sums[owners[e] - g0], some, direction + (int64_t)rows[e] * row_stride);
      }
    }
    local += count;
  }
}
#endif

KERNEL_WIDE(
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
