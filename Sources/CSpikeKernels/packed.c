#include "dispatch.h"

// Products with values that are mostly one and the same: what differs from that background is
// packed, SPIKE_PACKED rows beside each other, and only there anything is multiplied.

// The candidate of a majority vote, if it has one. Sixteen lanes vote side by side; two votes make one when
// the candidate with the smaller lead takes its lead from the other's.
INLINE void spike_background_body(const float *x, int count, float *background) {
  lanes candidates = SPLAT(0.0f);
  lanes_i32 leads = {0};
  int i = 0;
  for (; i + 16 <= count; i += 16) {
    const lanes value = LOAD(x + i);
    candidates = SELECT(leads == 0, value, candidates);
    // A comparison that holds is -1.
    leads -= 2 * (lanes_i32)(value == candidates) + 1;
  }
  float candidate = 0.0f;
  int lead = 0;
  UNROLL for (int lane = 0; lane < 16; lane++) {
    if (candidates[lane] == candidate) {
      lead += leads[lane];
    } else if (leads[lane] > lead) {
      candidate = candidates[lane];
      lead = leads[lane] - lead;
    } else {
      lead -= leads[lane];
    }
  }
  for (; i < count; i++) {
    if (lead == 0) candidate = x[i];
    lead += x[i] == candidate ? 1 : -1;
  }
  int held = 0;
  for (i = 0; i < count; i++) held += x[i] == candidate;
  *background = 2 * held > count ? candidate : 0.0f;
}

KERNEL(
  spike_background, (const float *x, int count, float *background), (x, count, background))

INLINE int32_t pack_items(
  const float *x, const int lanes_of, const int64_t lane_stride, int items, const int64_t item_stride,
  const float *backgrounds, int background_lane, int background_item, int32_t *restrict list,
  float *restrict values) {
  int32_t count = 0;
  for (int i = 0; i < items; i++) {
    float *to = values + (int64_t)count * SPIKE_PACKED;
    int differs = 0;
    UNROLL for (int lane = 0; lane < SPIKE_PACKED; lane++) {
      const int there = lane < lanes_of ? lane : 0;
      float value = x[there * lane_stride + i * item_stride];
      if (backgrounds) value -= backgrounds[there * background_lane + i * background_item];
      to[lane] = lane < lanes_of ? value : 0.0f;
      differs |= value != 0;
    }
    list[count] = i;
    count += differs;
  }
  return count;
}

// Six numbers of a block side by side; two lanes are not used.
typedef float block_lanes __attribute__((vector_size(32), aligned(4)));
typedef int32_t block_lanes_i32 __attribute__((vector_size(32), aligned(4)));

// Columns side by side: the rows of a batch lie far apart, so the next are asked for ahead.
enum { COLUMNS_AHEAD = 32 };

INLINE int32_t pack_columns(
  const float *x, int items, int64_t item_stride, const float *backgrounds,
  int32_t *restrict list, float *restrict values) {
  int32_t count = 0;
  for (int i = 0; i < items; i++) {
    const float *from = x + i * item_stride;
    __builtin_prefetch(from + (i + COLUMNS_AHEAD < items ? COLUMNS_AHEAD * item_stride : 0));
    block_lanes value = {from[0], from[1], from[2], from[3], from[4], from[5], 0.0f, 0.0f};
    if (backgrounds) {
      const float b = backgrounds[i];
      value -= (block_lanes){b, b, b, b, b, b, 0.0f, 0.0f};
    }
    float *to = values + (int64_t)count * SPIKE_PACKED;
    UNROLL for (int lane = 0; lane < SPIKE_PACKED; lane++) to[lane] = value[lane];
    list[count] = i;
    count += __builtin_reduce_or((block_lanes_i32)(value != 0)) != 0;
  }
  return count;
}

// Whole blocks of rows or of columns side by side are what dense layers pack: their loops know where everything
// lies.
INLINE void spike_pack_body(
  const float *x, int lanes_of, int64_t lane_stride, int items, int64_t item_stride,
  const float *backgrounds, int background_lane, int background_item, int32_t *list,
  float *values, int32_t *packed) {
  const int by_rows = lanes_of == SPIKE_PACKED && item_stride == 1;
  const int by_columns = lanes_of == SPIKE_PACKED && lane_stride == 1;
  if (by_rows && !backgrounds)
    *packed = pack_items(x, SPIKE_PACKED, lane_stride, items, 1, 0, 0, 0, list, values);
  else if (by_rows && background_lane == 1 && background_item == 0)
    *packed = pack_items(x, SPIKE_PACKED, lane_stride, items, 1, backgrounds, 1, 0, list, values);
  else if (by_columns && !backgrounds)
    *packed = pack_columns(x, items, item_stride, 0, list, values);
  else if (by_columns && background_lane == 0 && background_item == 1)
    *packed = pack_columns(x, items, item_stride, backgrounds, list, values);
  else
    *packed = pack_items(x, lanes_of, lane_stride, items, item_stride, backgrounds, background_lane,
                         background_item, list, values);
}

KERNEL(
  spike_pack,
  (const float *x, int lanes_of, int64_t lane_stride, int items, int64_t item_stride,
   const float *backgrounds, int background_lane, int background_item, int32_t *list,
   float *values, int32_t *packed),
  (x, lanes_of, lane_stride, items, item_stride, backgrounds, background_lane, background_item, list,
   values, packed))

// Rows are asked for so many items before they are multiplied: no processor foresees which a list names.
enum { PACKED_AHEAD = 12 };

// One item: a row, a value for each sum. The next rows come to the cache meanwhile.
#define PACKED_ITEM(row, later)                                                        \
  do {                                                                                 \
    UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch((later) + 16 * v);     \
    UNROLL for (int s = 0; s < lanes_of; s++) {                                        \
      UNROLL for (int v = 0; v < vectors; v++)                                         \
        sums[s][v] = FMA(SPLAT(values[s]), LOAD((row) + 16 * v), sums[s][v]);          \
    }                                                                                  \
    values += SPIKE_PACKED;                                                            \
  } while (0)

// A block that lists every item is read without its list. To find a row by its number takes an integer
// multiplication, which runs where the sums are made and slows them down.
INLINE void packed_block(
  const int lists_all, const float *rows, int64_t row_stride, const int32_t *list,
  const float *values, int count, const int lanes_of, const int vectors, const float *start,
  int64_t start_stride, float *out, int64_t out_stride, int follows) {
  lanes sums[SPIKE_PACKED][4];
  UNROLL for (int s = 0; s < lanes_of; s++) {
    UNROLL for (int v = 0; v < vectors; v++)
      sums[s][v] = LOAD(start + s * start_stride + 16 * v) + SPLAT(0.0f);
  }
  // Of a further block in the same call: what it adds to has come from memory by then.
  if (follows) {
    UNROLL for (int s = 0; s < SPIKE_PACKED; s++) {
      UNROLL for (int v = 0; v < vectors; v++)
        __builtin_prefetch(out + (SPIKE_PACKED + s) * out_stride + 16 * v, 1);
    }
  }
  if (lists_all) {
    for (int i = 0; i < count; i++, rows += row_stride)
      PACKED_ITEM(rows, rows + PACKED_AHEAD * row_stride);
  } else {
    for (int i = 0; i < count; i++)
      PACKED_ITEM(
        rows + list[i] * row_stride,
        rows + list[i + PACKED_AHEAD < count ? i + PACKED_AHEAD : i] * row_stride);
  }
  UNROLL for (int s = 0; s < lanes_of; s++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(out + s * out_stride + 16 * v, sums[s][v]);
  }
}

INLINE void packed_rows(
  const int set, const int lists_all, const float *rows, int64_t row_stride, const int32_t *list,
  const float *values, int count, const int lanes_of, int vectors, const float *start,
  int64_t start_stride, float *out, int64_t out_stride, int follows) {
  int v = 0;
#define CALL(n)                                                                           \
  packed_block(lists_all, rows + 16 * v, row_stride, list, values, count, lanes_of, n,    \
               start + 16 * v, start_stride, out + 16 * v, out_stride, follows)
  for (; v + BLOCK_VECTORS(set) <= vectors; v += BLOCK_VECTORS(set)) CALL(BLOCK_VECTORS(set));
  for (; v < vectors; v++) CALL(1);
#undef CALL
}

INLINE void spike_packed_product_body(
  const int set, const float *rows, int64_t row_stride, const int32_t *list,
  const float *values, int items, const int32_t *counts, int count, int vectors,
  const float *start, int64_t start_stride, float *out, int64_t out_stride) {
  for (int first = 0; first < count; first += SPIKE_PACKED) {
#define CALL(lists_all, n)                                                                \
  packed_rows(set, lists_all, rows, row_stride, list, values, *counts, n, vectors, start, \
              start_stride, out, out_stride, count - first > SPIKE_PACKED)
#define CALL_WHOLE(n) CALL(1, n)
#define CALL_LISTED(n) CALL(0, n)
    if (*counts == items) {
      FOR_ROWS(SPIKE_PACKED, count - first, CALL_WHOLE)
    } else {
      FOR_ROWS(SPIKE_PACKED, count - first, CALL_LISTED)
    }
#undef CALL_LISTED
#undef CALL_WHOLE
#undef CALL
    counts++;
    list += items;
    values += (int64_t)items * SPIKE_PACKED;
    start += SPIKE_PACKED * start_stride;
    out += SPIKE_PACKED * out_stride;
  }
}

KERNEL_BLOCKED(
  spike_packed_product,
  (const float *rows, int64_t row_stride, const int32_t *list, const float *values, int items,
   const int32_t *counts, int count, int vectors, const float *start, int64_t start_stride,
   float *out, int64_t out_stride),
  (rows, row_stride, list, values, items, counts, count, vectors, start, start_stride, out,
   out_stride))

// Four lane vectors at a time, since each sum waits for itself.
INLINE void sum_rows(
  const float *values, int row, const int vectors, int inputs, float *sums) {
  lanes sum[4];
  UNROLL for (int v = 0; v < vectors; v++) sum[v] = SPLAT(0.0f);
  for (int k = 0; k < inputs; k++) {
    UNROLL for (int v = 0; v < vectors; v++) sum[v] += LOAD(values + (int64_t)k * row + 16 * v);
  }
  UNROLL for (int v = 0; v < vectors; v++) STORE(sums + 16 * v, sum[v]);
}

INLINE void spike_column_sums_body(const float *values, int vectors, int inputs, float *sums) {
  int v = 0;
  for (; v + 4 <= vectors; v += 4)
    sum_rows(values + 16 * v, 16 * vectors, 4, inputs, sums + 16 * v);
  for (; v < vectors; v++) sum_rows(values + 16 * v, 16 * vectors, 1, inputs, sums + 16 * v);
}

KERNEL(
  spike_column_sums, (const float *values, int vectors, int inputs, float *sums),
  (values, vectors, inputs, sums))

INLINE void spike_add_to_rows_body(const float *row, int vectors, int count, float *rows) {
  for (int k = 0; k < count; k++)
    for (int v = 0; v < vectors; v++) {
      float *values = rows + ((int64_t)k * vectors + v) * 16;
      STORE(values, LOAD(values) + LOAD(row + 16 * v));
    }
}

KERNEL(
  spike_add_to_rows, (const float *row, int vectors, int count, float *rows),
  (row, vectors, count, rows))
