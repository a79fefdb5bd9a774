#include "dispatch.h"

// Connections of a population with itself.

INLINE void spike_list_step_body(
  const uint32_t *trains, int neurons, int bit, int32_t *list, int32_t *count) {
  int found = 0;
  for (int n = 0; n < neurons; n += 64) {
    // 64 neurons at a time: the end of the loop over the spikes is mispredicted once for them all.
    uint64_t spiked = 0;
    for (int part = 0; part < 64 && n + part < neurons; part += 16) {
      const uint32_t *words = trains + n + part;
      uint32_t some = 0;
      if (neurons - n - part >= 16) {
        const lanes_i32 mask = (*(const lanes_u32 *)words >> bit & 1) != 0;
        some = bits_of(&mask);
      } else {
        for (int lane = 0; n + part + lane < neurons; lane++)
          some |= (words[lane] >> bit & 1) << lane;
      }
      spiked |= (uint64_t)some << part;
    }
    for (; spiked; spiked &= spiked - 1) list[found++] = n + __builtin_ctzll(spiked);
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

// The sums of the lanes of a vector: halves upon halves.
INLINE float sum_of_lanes(lanes sums) {
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
  return sums[0];
}

// The same of four vectors side by side.
INLINE void sums_of_lanes(const lanes sums[4], float out[4]) {
  const lanes ab = __builtin_shufflevector(sums[0], sums[1], LOW_8) +
                   __builtin_shufflevector(sums[0], sums[1], HIGH_8);
  const lanes cd = __builtin_shufflevector(sums[2], sums[3], LOW_8) +
                   __builtin_shufflevector(sums[2], sums[3], HIGH_8);
  // Four lanes of each: of a, c, b, d.
  lanes x = __builtin_shufflevector(ab, cd, LOW_4) + __builtin_shufflevector(ab, cd, HIGH_4);
  x += __builtin_shufflevector(x, x, 2, 3, 2, 3, 6, 7, 6, 7, 10, 11, 10, 11, 14, 15, 14, 15);
  x += __builtin_shufflevector(x, x, 1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9, 13, 13, 13, 13);
  out[0] = x[0];
  out[1] = x[8];
  out[2] = x[4];
  out[3] = x[12];
}

// Rows of weights by samples, 16 sums at most, each in a register of AVX-512.
INLINE void whole_block(
  const float *weights, int64_t tile_stride, int row, int tiles, const int32_t *rows,
  const int count, const float *x, int64_t x_stride, const int samples, float *out,
  int64_t out_stride) {
  const float *w[4];
  lanes sums[4][4];
  UNROLL for (int r = 0; r < count; r++) {
    w[r] = weights + (int64_t)rows[r] * row;
    UNROLL for (int s = 0; s < samples; s++) sums[s][r] = SPLAT(0.0f);
  }
  for (int tile = 0; tile < tiles; tile++, x += row) {
    for (int n = 0; n < row; n += 16) {
      lanes value[4];
      UNROLL for (int s = 0; s < samples; s++) value[s] = LOAD(x + s * x_stride + n);
      UNROLL for (int r = 0; r < count; r++) {
        const lanes weight = LOAD(w[r] + n);
        UNROLL for (int s = 0; s < samples; s++) sums[s][r] = FMA(weight, value[s], sums[s][r]);
      }
    }
    UNROLL for (int r = 0; r < count; r++) w[r] += tile_stride;
  }
  UNROLL for (int s = 0; s < samples; s++) {
    float total[4];
    if (count == 4) {
      sums_of_lanes(sums[s], total);
    } else {
      UNROLL for (int r = 0; r < count; r++) total[r] = sum_of_lanes(sums[s][r]);
    }
    UNROLL for (int r = 0; r < count; r++) out[s * out_stride + rows[r]] += total[r];
  }
}

// The same of at most three rows and two samples, halves of lane vectors one after another: 12 sums
// and 3 operands are the registers of AVX2.
typedef float half_lanes __attribute__((vector_size(32), aligned(4)));
INLINE void half_block(
  const float *weights, int64_t tile_stride, int row, int tiles, const int32_t *rows,
  const int count, const float *x, int64_t x_stride, const int samples, float *out,
  int64_t out_stride) {
  const float *w[3];
  half_lanes sums[3][2][2];
  UNROLL for (int r = 0; r < count; r++) {
    w[r] = weights + (int64_t)rows[r] * row;
    UNROLL for (int s = 0; s < samples; s++) sums[r][s][0] = sums[r][s][1] = (half_lanes){0};
  }
  for (int tile = 0; tile < tiles; tile++, x += row) {
    for (int n = 0; n < row; n += 16) {
      UNROLL for (int half = 0; half < 2; half++) {
        half_lanes value[2];
        UNROLL for (int s = 0; s < samples; s++)
          value[s] = *(const half_lanes *)(x + s * x_stride + n + 8 * half);
        UNROLL for (int r = 0; r < count; r++) {
          const half_lanes weight = *(const half_lanes *)(w[r] + n + 8 * half);
          UNROLL for (int s = 0; s < samples; s++)
            sums[r][s][half] = FMA(weight, value[s], sums[r][s][half]);
        }
      }
    }
    UNROLL for (int r = 0; r < count; r++) w[r] += tile_stride;
  }
  UNROLL for (int r = 0; r < count; r++)
    UNROLL for (int s = 0; s < samples; s++) {
      const half_lanes x = sums[r][s][0] + sums[r][s][1];
      out[s * out_stride + rows[r]] +=
        ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
    }
}

// The rows of a block stay in the L1 cache while the samples pass.
INLINE void spike_row_products_body(
  const int set, const float *weights, int64_t tile_stride, int vectors, int tiles,
  const int32_t *rows, int count, const float *x, int64_t x_stride, int samples, float *out,
  int64_t out_stride) {
  const int row = 16 * vectors;
  const int some = set == SPIKE_AVX512 ? 4 : 3, together = set == SPIKE_AVX512 ? 4 : 2;
#define CALL(n, m)                                                                              \
  (set == SPIKE_AVX512                                                                          \
     ? whole_block(weights, tile_stride, row, tiles, rows + r, n, x + s * x_stride, x_stride, m, \
                   out + s * out_stride, out_stride)                                            \
     : half_block(weights, tile_stride, row, tiles, rows + r, n, x + s * x_stride, x_stride, m,  \
                  out + s * out_stride, out_stride))
  int r = 0;
  for (; r + some <= count; r += some) {
    int s = 0;
    for (; s + together <= samples; s += together) CALL(some, together);
    for (; s < samples; s++) CALL(some, 1);
  }
  for (; r < count; r++) {
    int s = 0;
    for (; s + together <= samples; s += together) CALL(1, together);
    for (; s < samples; s++) CALL(1, 1);
  }
#undef CALL
}

KERNEL_BLOCKED(
  spike_row_products,
  (const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows,
   int count, const float *x, int64_t x_stride, int samples, float *out, int64_t out_stride),
  (weights, tile_stride, vectors, tiles, rows, count, x, x_stride, samples, out, out_stride))

// Inputs whose rows are a share of the L2 cache.
enum { INPUTS_TOGETHER = 128 };

INLINE void spike_listed_products_body(
  const float *weights, int64_t tile_stride, int vectors, int tiles, int inputs,
  const int32_t *lists, const int32_t *counts, const float *x, int64_t x_stride, int samples,
  float *out, int64_t out_stride) {
  const int row = 16 * vectors;
  int begins[SPIKE_MAX_TOGETHER] = {0};
  for (int first = 0; first < inputs; first += INPUTS_TOGETHER)
    for (int s = 0; s < samples; s++) {
      const int32_t *rows = lists + (int64_t)s * inputs;
      int r = begins[s], end = r;
      while (end < counts[s] && rows[end] < first + INPUTS_TOGETHER) end++;
      begins[s] = end;
#define CALL(n)                                                                                  \
  whole_block(weights, tile_stride, row, tiles, rows + r, n, x + s * x_stride, x_stride, 1,     \
              out + s * out_stride, out_stride)
      for (; r + 4 <= end; r += 4) CALL(4);
      switch (end - r) {
        case 3: CALL(3); break;
        case 2: CALL(2); break;
        case 1: CALL(1); break;
      }
#undef CALL
    }
}

KERNEL(
  spike_listed_products,
  (const float *weights, int64_t tile_stride, int vectors, int tiles, int inputs,
   const int32_t *lists, const int32_t *counts, const float *x, int64_t x_stride, int samples,
   float *out, int64_t out_stride),
  (weights, tile_stride, vectors, tiles, inputs, lists, counts, x, x_stride, samples, out,
   out_stride))

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
