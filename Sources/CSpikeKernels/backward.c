#include "dispatch.h"

// On the way back the coefficients of a sample's listed neurons are its columns: row t of `local`
// holds them at step t.

INLINE void spike_gather_columns_body(
  const float *rows, int padded_steps, float scale, const int32_t *neurons, int first, int count,
  const int32_t *destinations, const int32_t *before, const uint32_t *trains, int train_stride,
  int word_stride, int steps, int stride, float *local) {
  for (int k0 = 0; k0 < count; k0 += 16) {
    const float *row[16];
    for (int lane = 0; lane < 16; lane++) {
      const int k = k0 + lane;
      row[lane] = 0;
      if (k >= count) continue;
      const int32_t destination = destinations[neurons ? neurons[k] : first + k];
      if (destination >= 0 && before[destination + 1] > before[destination])
        row[lane] = rows + (int64_t)before[destination] * padded_steps;
    }
    for (int t0 = 0; t0 < steps; t0 += 16) {
      lanes block[16];
      for (int lane = 0; lane < 16; lane++) {
        block[lane] = SPLAT(0.0f);
        if (!row[lane]) continue;
        const lanes values = SPLAT(scale) * LOAD(row[lane] + t0);
        if (!trains) {
          block[lane] = values;
          continue;
        }
        const uint32_t bits =
          trains[(int64_t)(k0 + lane) * train_stride + (int64_t)(t0 / 32) * word_stride] >>
          (t0 % 32);
        const lanes_u32 open = (((lanes_u32){0} + bits) >> LANE) & 1;
        block[lane] = WHERE(open != 0, values);
      }
      transpose(block);
      const int last = steps - t0 < 16 ? steps - t0 : 16;
      for (int t = 0; t < last; t++) STORE(local + (int64_t)(t0 + t) * stride + k0, block[t]);
    }
  }
}

KERNEL(
  spike_gather_columns,
  (const float *rows, int padded_steps, float scale, const int32_t *neurons, int first, int count,
   const int32_t *destinations, const int32_t *before, const uint32_t *trains, int train_stride,
   int word_stride, int steps, int stride, float *local),
  (rows, padded_steps, scale, neurons, first, count, destinations, before, trains, train_stride,
   word_stride, steps, stride, local))

INLINE void spike_pick_columns_body(
  const float *values, int row_stride, const int32_t *neurons, int first, int count, int steps,
  int stride, float *local) {
  for (int t = 0; t < steps; t++) {
    const float *row = values + (int64_t)t * row_stride;
    float *out = local + (int64_t)t * stride;
    if (neurons)
      for (int k = 0; k < count; k++) out[k] = row[neurons[k] - first];
    else
      for (int k = 0; k < count; k++) out[k] = row[k];
  }
}

KERNEL(
  spike_pick_columns,
  (const float *values, int row_stride, const int32_t *neurons, int first, int count, int steps,
   int stride, float *local),
  (values, row_stride, neurons, first, count, steps, stride, local))

INLINE void spike_gather_membranes_body(
  const float *membranes, const int32_t *neurons, int count, int steps, float *listed) {
  for (int k0 = 0; k0 < count; k0 += 16) {
    const float *from[16];
    for (int lane = 0; lane < 16; lane++) {
      const int neuron = neurons[k0 + lane < count ? k0 + lane : count - 1];
      from[lane] = membranes + (int64_t)(neuron / 16) * steps * 16 + neuron % 16;
    }
    for (int t = 0; t < steps; t++) {
      lanes u;
      UNROLL for (int lane = 0; lane < 16; lane++) u[lane] = from[lane][16 * t];
      STORE(listed + ((int64_t)k0 / 16 * steps + t) * 16, u);
    }
  }
}

KERNEL(
  spike_gather_membranes,
  (const float *membranes, const int32_t *neurons, int count, int steps, float *listed),
  (membranes, neurons, count, steps, listed))

INLINE void spike_sum_steps_body(
  const float *local, int stride, int count, int steps, float *sums, int32_t *nonzero) {
  for (int t = 0; t < steps; t++) nonzero[t] = 0;
  for (int k0 = 0; k0 < count; k0 += 16) {
    const lanes_i32 counts = (lanes_i32)LANE < count - k0;
    lanes sum = SPLAT(0.0f);
    for (int t = 0; t < steps; t++) {
      const lanes values = LOAD(local + (int64_t)t * stride + k0);
      sum += values;
      const lanes_i32 mask = (lanes_i32)(values != SPLAT(0.0f)) & counts;
      nonzero[t] += __builtin_popcount(bits_of(&mask));
    }
    STORE(sums + k0, sum);
  }
}

KERNEL(
  spike_sum_steps,
  (const float *local, int stride, int count, int steps, float *sums, int32_t *nonzero),
  (local, stride, count, steps, sums, nonzero))

enum { PULL_AHEAD = 8, PULL_OUTPUTS = 128 };

// `inputs` rows, at most 8, of 16 * chunks steps, at most 2, the sums over the outputs held in registers.
INLINE void pull_block(
  const float *weights, int input_stride, const int inputs, const int32_t *rows,
  const int32_t *targets, const int32_t *offsets, const float *feedback, int output_count,
  int padded_steps, const int chunks, const int ahead, float *out) {
  const float *w[8];
  lanes sums[8][2];
  UNROLL for (int i = 0; i < inputs; i++) {
    w[i] = weights + (int64_t)rows[i] * input_stride;
    UNROLL for (int c = 0; c < chunks; c++)
      sums[i][c] = LOAD(out + (int64_t)targets[i] * padded_steps + 16 * c);
  }
  for (int j = 0; j < output_count; j++) {
    const float *g = feedback + (int64_t)j * padded_steps;
    const int32_t offset = offsets[j];
    if (ahead) {
      // Listed outputs lie here and there: their weights are asked for some outputs ahead.
      const int32_t later = offsets[j + PULL_AHEAD < output_count ? j + PULL_AHEAD : j];
      UNROLL for (int i = 0; i < inputs; i++) __builtin_prefetch(w[i] + later);
    }
    UNROLL for (int i = 0; i < inputs; i++) {
      const lanes value = SPLAT(w[i][offset]);
      UNROLL for (int c = 0; c < chunks; c++)
        sums[i][c] = FMA(value, LOAD(g + 16 * c), sums[i][c]);
    }
  }
  UNROLL for (int i = 0; i < inputs; i++) {
    UNROLL for (int c = 0; c < chunks; c++)
      STORE(out + (int64_t)targets[i] * padded_steps + 16 * c, sums[i][c]);
  }
}

// Whether most outputs stand right after each other.
INLINE int stand_together(const int32_t *offsets, int count) {
  int together = 0;
  for (int j = 1; j < count; j++) together += offsets[j] - offsets[j - 1] == 1;
  return 2 * together > count;
}

INLINE void spike_pull_back_body(
  const int set, const float *weights, int input_stride, const int32_t *rows, const int32_t *targets,
  int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
  float *out) {
  // Outputs in blocks, whose feedback stays in the L1 cache while all rows meet it.
  for (int t = 0; t < padded_steps; t += 16 * PULL_VECTORS(set))
    for (int first = 0; first < output_count; first += PULL_OUTPUTS) {
      const int some = output_count - first < PULL_OUTPUTS ? output_count - first : PULL_OUTPUTS;
      const int together = stand_together(offsets + first, some);
      const float *const from = feedback + (int64_t)first * padded_steps + t;
      for (int e = 0; e < events; e += PULL_ROWS(set)) {
#define CALL(n, chunks, ahead)                                                                   \
  pull_block(weights, input_stride, n, rows + e, targets + e, offsets + first, from, some,       \
             padded_steps, chunks, ahead, out + t)
#define ONE(n) CALL(n, 1, 1)
#define FULL(n) CALL(n, PULL_VECTORS(set), 1)
#define TOGETHER(n) CALL(n, PULL_VECTORS(set), 0)
        if (PULL_VECTORS(set) > 1 && padded_steps - t <= 16) {
          FOR_ROWS(PULL_ROWS(set), events - e, ONE)
        } else if (together) {
          FOR_ROWS(PULL_ROWS(set), events - e, TOGETHER)
        } else {
          FOR_ROWS(PULL_ROWS(set), events - e, FULL)
        }
#undef CALL
#undef ONE
#undef FULL
#undef TOGETHER
      }
    }
}

KERNEL_BLOCKED(
  spike_pull_back,
  (const float *weights, int input_stride, const int32_t *rows, const int32_t *targets,
   int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
   float *out),
  (weights, input_stride, rows, targets, events, offsets, feedback, output_count, padded_steps,
   out))

enum { STEP_VECTORS = 6, STEP_COLUMNS = 512 };

// Columns that are not 0 at some steps, one step after another: where the weights of each begin, and what it
// hands down. Those of part p of them belong to one step; they end where the next part's begin.
typedef struct {
  int64_t rows[STEP_COLUMNS];
  float values[STEP_COLUMNS];
  int32_t step[STEP_COLUMNS];
  int32_t begin[STEP_COLUMNS + 1];
} step_columns;

// `vectors` lane vectors of a run, of which the first `length` floats are written. The sums over the columns
// of a step are held in registers; the weights of a run stay in the L1 cache while all steps meet them.
INLINE void pull_run(
  const step_columns *columns, int parts, const float *weights, int length, const int vectors,
  float *out, int out_stride) {
  for (int p = 0; p < parts; p++) {
    float *const to = out + (int64_t)columns->step[p] * out_stride;
    lanes sums[STEP_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) sums[v] = LOAD(to + 16 * v);
    const int end = columns->begin[p + 1];
    for (int k = columns->begin[p]; k < end; k++) {
      const float *w = weights + columns->rows[k];
      const lanes value = SPLAT(columns->values[k]);
      UNROLL for (int v = 0; v < vectors; v++) sums[v] = FMA(value, LOAD(w + 16 * v), sums[v]);
    }
    UNROLL for (int v = 0; v < vectors; v++) {
      const lanes_i32 own = (lanes_i32)LANE < length - 16 * v;
      STORE(to + 16 * v, SELECT(own, sums[v], LOAD(to + 16 * v)));
    }
  }
}

INLINE void pull_runs(
  const step_columns *columns, int parts, const float *weights, const int32_t *runs, int run_count,
  float *out, int out_stride) {
  for (int r = 0; r < run_count; r++) {
    const int source = runs[3 * r], length = runs[3 * r + 1] - source;
    const int vectors = (length + 15) / 16;
    for (int v = 0; v < vectors; v += STEP_VECTORS) {
#define CALL(n)                                                                       \
  pull_run(columns, parts, weights + runs[3 * r + 2] + 16 * v, length - 16 * v, n,    \
           out + source + 16 * v, out_stride)
      FOR_ROWS(STEP_VECTORS, vectors - v, CALL)
#undef CALL
    }
  }
}

INLINE void spike_pull_steps_body(
  const float *local, int stride, const int32_t *neurons, int first, int count, int steps,
  const float *weights, int entries, const int32_t *runs, int run_count, float *out,
  int out_stride) {
  step_columns columns;
  int found = 0, parts = 0;
  for (int t = 0; t < steps; t++) {
    const float *row = local + (int64_t)t * stride;
    int begin = found;
    for (int k0 = 0; k0 < count; k0 += 16) {
      const int last = k0 + 16 < count ? k0 + 16 : count;
      for (int k = k0; k < last; k++) {
        // Without a branch, which would often be predicted wrongly.
        columns.rows[found] = (int64_t)(neurons ? neurons[k] - first : k) * entries;
        columns.values[found] = row[k];
        found += row[k] != 0.0f;
      }
      const int is_last = last == count, is_full = found > STEP_COLUMNS - 16;
      if (found > begin && (is_last || is_full)) {
        columns.step[parts] = t;
        columns.begin[parts++] = begin;
        begin = found;
      }
      if (is_full || (is_last && t + 1 == steps)) {
        columns.begin[parts] = found;
        pull_runs(&columns, parts, weights, runs, run_count, out, out_stride);
        begin = found = parts = 0;
      }
    }
  }
}

KERNEL(
  spike_pull_steps,
  (const float *local, int stride, const int32_t *neurons, int first, int count, int steps,
   const float *weights, int entries, const int32_t *runs, int run_count, float *out,
   int out_stride),
  (local, stride, neurons, first, count, steps, weights, entries, runs, run_count, out, out_stride))
