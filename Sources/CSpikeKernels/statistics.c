#include "dispatch.h"

// What spike trains say: integers only, so that any order of adding does.

INLINE void spike_count_steps_body(
  const int32_t *places, int events, const uint32_t *trains, int words, int steps,
  int32_t *counts) {
  for (int t0 = 0; t0 < steps; t0 += 16) {
    lanes_u32 sums = {0};
    for (int e = 0; e < events; e++) {
      const uint32_t bits = trains[(int64_t)places[e] * words + t0 / 32] >> (t0 % 32);
      sums += (((lanes_u32){0} + bits) >> LANE) & 1;
    }
    *(lanes_u32 *)(counts + t0) = sums;
  }
}

KERNEL(
  spike_count_steps,
  (const int32_t *places, int events, const uint32_t *trains, int words, int steps,
   int32_t *counts),
  (places, events, trains, words, steps, counts))

INLINE void spike_count_spikes_body(
  const int32_t *places, int64_t count, const uint32_t *trains, int words, int64_t *spikes) {
  int64_t total = 0;
  if (places) {
    for (int64_t e = 0; e < count; e++) {
      const uint32_t *train = trains + places[e] * (int64_t)words;
      for (int word = 0; word < words; word++) total += __builtin_popcount(train[word]);
    }
  } else {
    const int64_t all = count * words;
    int64_t i = 0;
    // So many words hold 2^25 bits at most: no sum overflows.
    while (i + 16 <= all) {
      lanes_u32 sum = {0};
      for (const int64_t end = i + (1 << 20); i < end && i + 16 <= all; i += 16)
        sum += bit_counts(*(const lanes_u32 *)(trains + i));
      total += __builtin_reduce_add(sum);
    }
    for (; i < all; i++) total += __builtin_popcount(trains[i]);
  }
  *spikes = total;
}

KERNEL(
  spike_count_spikes,
  (const int32_t *places, int64_t count, const uint32_t *trains, int words, int64_t *spikes),
  (places, count, trains, words, spikes))

INLINE void spike_count_nonzero_body(const float *values, int64_t count, int64_t *nonzero) {
  int64_t total = 0;
  for (int64_t i = 0; i < count; i++) total += values[i] != 0;
  *nonzero = total;
}

KERNEL(
  spike_count_nonzero, (const float *values, int64_t count, int64_t *nonzero),
  (values, count, nonzero))

INLINE void spike_add_counts_body(
  const uint32_t *trains, int words, int train_stride, int neurons, int32_t *counts) {
  for (int n = 0; n < neurons; n += 16) {
    lanes_u32 sum = *(const lanes_u32 *)(counts + n);
    for (int word = 0; word < words; word++) {
      sum += bit_counts(*(const lanes_u32 *)(trains + (int64_t)word * train_stride + n));
    }
    *(lanes_u32 *)(counts + n) = sum;
  }
}

KERNEL(
  spike_add_counts,
  (const uint32_t *trains, int words, int train_stride, int neurons, int32_t *counts),
  (trains, words, train_stride, neurons, counts))

// Sixteen trains of one word, each counted so many times.
INLINE void add_words(
  const lanes_u32 *trains, const lanes_u32 *times, lanes_u32 *steps, lanes_u32 *intervals) {
  const lanes_u32 word = *trains;
  UNROLL for (int t = 0; t < 32; t++) steps[t] += (lanes_u32)(((word >> t) & 1) != 0) & *times;
  // Spikes with another one later in the word.
  lanes_u32 open = word >> 1;
  open |= open >> 1;
  open |= open >> 2;
  open |= open >> 4;
  open |= open >> 8;
  open |= open >> 16;
  open &= word;
  for (int distance = 1; distance < 32; distance++) {
    const lanes_i32 any = open != 0;
    if (!bits_of(&any)) return;
    lanes_u32 met = open & (word >> distance);
    open &= ~met;
    intervals[distance] += bit_counts(met) * *times;
  }
}

INLINE void spike_add_intervals_body(
  const uint32_t *trains, const int32_t *sizes, int64_t count, int words, int64_t *steps,
  int64_t *intervals) {
  for (int word = 0; word < words; word++) {
    lanes_u32 spikes[32], distances[32];
    memset(spikes, 0, sizeof spikes);
    memset(distances, 0, sizeof distances);
    for (int64_t first = 0; first < count; first += 16) {
      // Lanes without a train have no spikes, so that it does not matter how often they count.
      lanes_u32 some = {0}, times = some + 1;
      if (words == 1 && count - first >= 16) {
        some = *(const lanes_u32 *)(trains + first);
        if (sizes) times = *(const lanes_u32 *)(sizes + first);
      } else {
        for (int lane = 0; lane < 16 && first + lane < count; lane++) {
          some[lane] = trains[(first + lane) * words + word];
          if (sizes) times[lane] = (uint32_t)sizes[first + lane];
        }
      }
      add_words(&some, &times, spikes, distances);
    }
    UNROLL for (int t = 0; t < 32; t++) {
      steps[32 * word + t] += __builtin_reduce_add(spikes[t]);
      intervals[t] += __builtin_reduce_add(distances[t]);
    }
  }
  // Intervals across the words' edges.
  if (words == 1) return;
  for (int64_t n = 0; n < count; n++) {
    int last = -1;
    for (int word = 0; word < words; word++) {
      const uint32_t bits = trains[n * words + word];
      if (!bits) continue;
      if (last >= 0) intervals[32 * word + __builtin_ctz(bits) - last] += sizes ? sizes[n] : 1;
      last = 32 * word + 31 - __builtin_clz(bits);
    }
  }
}

KERNEL(
  spike_add_intervals,
  (const uint32_t *trains, const int32_t *sizes, int64_t count, int words, int64_t *steps,
   int64_t *intervals),
  (trains, sizes, count, words, steps, intervals))

INLINE void spike_add_nonzero_body(
  const float *values, int64_t count, int32_t *counts, int32_t *graded) {
  lanes_i32 others = {0};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const lanes x = LOAD(values + i);
    const lanes_i32 any = x != 0;
    *(lanes_i32 *)(counts + i) -= any;
    others |= any & (ABS(x) != SPLAT(1.0f));
  }
  int found = __builtin_reduce_or(others) != 0;
  for (; i < count; i++) {
    counts[i] += values[i] != 0;
    found |= values[i] != 0 && values[i] != 1 && values[i] != -1;
  }
  *graded = found;
}

KERNEL(
  spike_add_nonzero, (const float *values, int64_t count, int32_t *counts, int32_t *graded),
  (values, count, counts, graded))
