#include "dispatch.h"

// Pools of currents: which place of a window wins, and what goes to whom.

INLINE void spike_take_largest_body(
  const float *values, int count, int order, float *restrict largest, int32_t *restrict winners) {
  for (int i = 0; i < count; i++) {
    const int wins = order == 0 || values[i] > largest[i];
    largest[i] = wins ? values[i] : largest[i];
    winners[i] = wins ? order : winners[i];
  }
}

KERNEL(
  spike_take_largest,
  (const float *values, int count, int order, float *largest, int32_t *winners),
  (values, count, order, largest, winners))

INLINE void spike_pool_largest_body(
  const float *rows, int height, int width, int stride, int size, float *largest,
  int32_t *winners) {
  const int down = height / size, across = width / size;
  for (int y = 0; y < down; y++)
    for (int x = 0; x < across; x++)
      for (int c = 0; c < stride; c += 16) {
        lanes most = {0};
        lanes_i32 winner = {0};
        for (int order = 0; order < size * size; order++) {
          const int place = (y * size + order / size) * width + x * size + order % size;
          const lanes value = LOAD(rows + (int64_t)place * stride + c);
          const lanes_i32 wins = order ? (lanes_i32)(value > most) : ~(lanes_i32){0};
          most = SELECT(wins, value, most);
          winner = (wins & order) | (~wins & winner);
        }
        const int64_t pooled = (int64_t)(y * across + x) * stride + c;
        STORE(largest + pooled, most);
        *(lanes_i32 *)(winners + pooled) = winner;
      }
}

KERNEL(
  spike_pool_largest,
  (const float *rows, int height, int width, int stride, int size, float *largest,
   int32_t *winners),
  (rows, height, width, stride, size, largest, winners))

INLINE void spike_spread_windows_body(
  const float *sums, const int32_t *winners, int height, int width, int stride, int size,
  float *cells) {
  const int rows = height / size, columns = width / size;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      for (int c = 0; c < stride; c += 16) {
        const int64_t pooled = (int64_t)(y * columns + x) * stride + c;
        const lanes sum = LOAD(sums + pooled);
        const lanes_i32 winner = *(const lanes_i32 *)(winners + pooled);
        for (int order = 0; order < size * size; order++) {
          const int place = (y * size + order / size) * width + x * size + order % size;
          STORE(cells + (int64_t)place * stride + c, WHERE(winner == order, sum));
        }
      }
}

KERNEL(
  spike_spread_windows,
  (const float *sums, const int32_t *winners, int height, int width, int stride, int size,
   float *cells),
  (sums, winners, height, width, stride, size, cells))

INLINE void spike_gather_windows_body(
  const float *cells, const int32_t *winners, float share, int height, int width, int stride,
  int size, float *sums) {
  const int rows = height / size, columns = width / size;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      for (int c = 0; c < stride; c += 16) {
        const int64_t pooled = (int64_t)(y * columns + x) * stride + c;
        lanes sum = SPLAT(0.0f);
        for (int order = 0; order < size * size; order++) {
          const int place = (y * size + order / size) * width + x * size + order % size;
          const lanes cell = LOAD(cells + (int64_t)place * stride + c);
          if (winners)
            sum = SELECT(*(const lanes_i32 *)(winners + pooled) == order, cell, sum);
          else
            sum += SPLAT(share) * cell;
        }
        STORE(sums + pooled, sum);
      }
}

KERNEL(
  spike_gather_windows,
  (const float *cells, const int32_t *winners, float share, int height, int width, int stride,
   int size, float *sums),
  (cells, winners, share, height, width, stride, size, sums))

INLINE void spike_share_columns_body(
  const float *values, int value_stride, const int32_t *neurons, const int32_t *winners,
  int winner_stride, int order, float share, int count, int steps, int stride, float *restrict out) {
  for (int t = 0; t < steps; t++) {
    const float *row = values + (int64_t)t * value_stride;
    const int32_t *won = winners ? winners + (int64_t)t * winner_stride : 0;
    float *to = out + (int64_t)t * stride;
    if (!winners)
      for (int k = 0; k < count; k++) to[k] = share * row[k];
    else if (neurons)
      for (int k = 0; k < count; k++) to[k] = won[neurons[k]] == order ? row[k] : 0.0f;
    else
      for (int k = 0; k < count; k++) to[k] = won[k] == order ? row[k] : 0.0f;
    for (int k = count; k < stride; k++) to[k] = 0.0f;
  }
}

KERNEL(
  spike_share_columns,
  (const float *values, int value_stride, const int32_t *neurons, const int32_t *winners,
   int winner_stride, int order, float share, int count, int steps, int stride, float *out),
  (values, value_stride, neurons, winners, winner_stride, order, share, count, steps, stride, out))

INLINE void spike_pick_shares_body(
  const float *values, const int32_t *winners, int winner_stride, int order, float share, int steps,
  int width, float *local) {
  for (int t = 0; t < steps; t++)
    for (int n = 0; n < width; n += 16) {
      const lanes value = LOAD(values + (int64_t)t * width + n);
      float *const to = local + (int64_t)t * width + n;
      if (winners) {
        const lanes_i32 won = *(const lanes_i32 *)(winners + (int64_t)t * winner_stride + n);
        STORE(to, SELECT(won == order, value, LOAD(to)));
      } else {
        STORE(to, order == 0 ? SPLAT(share) * value : LOAD(to) + SPLAT(share) * value);
      }
    }
}

KERNEL(
  spike_pick_shares,
  (const float *values, const int32_t *winners, int winner_stride, int order, float share, int steps,
   int width, float *local),
  (values, winners, winner_stride, order, share, steps, width, local))
