#include "dispatch.h"

// Event lists: which neurons spiked, what a patch sees of them, and which spikes win a pool.

INLINE void spike_list_active_body(
  const uint32_t *trains, int words, int train_stride, int neurons, int32_t *active,
  int32_t *before, uint32_t *masks, uint32_t *listed) {
  int count = 0;
  for (int n = 0; n < neurons; n += 16) {
    const int last = neurons - n < 16 ? neurons - n : 16;
    uint32_t spiked = 0;
    if (last == 16) {
      lanes_u32 any = {0};
      for (int word = 0; word < words; word++)
        any |= *(const lanes_u32 *)(trains + (int64_t)word * train_stride + n);
      const lanes_i32 mask = any != 0;
      spiked = bits_of(&mask);
    } else {
      for (int word = 0; word < words; word++)
        for (int lane = 0; lane < last; lane++)
          spiked |= (uint32_t)(trains[(int64_t)word * train_stride + n + lane] != 0) << lane;
    }
    masks[n / 16] = spiked;
    if (last == 16) {
      const lanes_u32 below = (((lanes_u32){0} + spiked) & (((lanes_u32){0} + 1) << LANE) - 1);
      *(lanes_u32 *)(before + n) = bit_counts(below) + (uint32_t)count;
    } else {
      for (int lane = 0; lane < last; lane++)
        before[n + lane] = count + __builtin_popcount(spiked & ((1u << lane) - 1));
    }
    for (; spiked; spiked &= spiked - 1) {
      const int neuron = n + __builtin_ctz(spiked);
      for (int word = 0; word < words; word++)
        listed[(int64_t)count * words + word] = trains[(int64_t)word * train_stride + neuron];
      active[count++] = neuron;
    }
  }
  before[neurons] = count;
}

KERNEL(
  spike_list_active,
  (const uint32_t *trains, int words, int train_stride, int neurons, int32_t *active,
   int32_t *before, uint32_t *masks, uint32_t *listed),
  (trains, words, train_stride, neurons, active, before, masks, listed))

int spike_all_within(const int32_t *indices, int64_t count, int64_t lowest, int64_t bound) {
  for (int64_t i = 0; i < count; i++)
    if (indices[i] < lowest || indices[i] >= bound) return 0;
  return 1;
}

INLINE void spike_find_events_body(
  const int32_t *runs, int run_count, const int32_t *map, const int32_t *active,
  const int32_t *before, int32_t *rows, int32_t *places, int32_t *events) {
  int count = 0;
  for (int r = 0; r < run_count; r++) {
    const int32_t *entry = map + runs[3 * r + 2];
    const int first = runs[3 * r], last = before[runs[3 * r + 1]];
    for (int place = before[first]; place < last; place++) {
      const int32_t row = entry[active[place] - first];
      rows[count] = row;
      places[count] = place;
      count += row >= 0;
    }
  }
  *events = count;
}

KERNEL(
  spike_find_events,
  (const int32_t *runs, int run_count, const int32_t *map, const int32_t *active,
   const int32_t *before, int32_t *rows, int32_t *places, int32_t *events),
  (runs, run_count, map, active, before, rows, places, events))

void spike_list_kinds(
  const uint32_t *trains, int count, int words, int32_t *table, int size, int32_t *kinds,
  uint32_t *distinct, int32_t *sizes, int32_t *kind_count) {
  // As much of the table as is at most half full.
  int used = 1;
  while (used < 2 * count && used < size) used *= 2;
  memset(table, 0xff, sizeof(int32_t) * (size_t)used);
  int32_t found = 0;
  for (int i = 0; i < count; i++) {
    const uint32_t *train = trains + (int64_t)i * words;
    uint32_t hash = 0;
    for (int word = 0; word < words; word++) {
      hash = (hash ^ train[word]) * 0x9e3779b1u;
      hash ^= hash >> 15;
    }
    int slot = (int)(hash & (uint32_t)(used - 1));
    for (;; slot = (slot + 1) & (used - 1)) {
      const int32_t kind = table[slot];
      if (kind < 0) {
        memcpy(distinct + (int64_t)found * words, train, sizeof(uint32_t) * (size_t)words);
        sizes[found] = 1;
        kinds[i] = table[slot] = found++;
        break;
      }
      int same = 1;
      for (int word = 0; word < words; word++)
        same &= distinct[(int64_t)kind * words + word] == train[word];
      if (same) {
        sizes[kind]++;
        kinds[i] = kind;
        break;
      }
    }
  }
  *kind_count = found;
}

INLINE void spike_group_events_body(
  const int32_t *rows, const int32_t *places, int events, const int32_t *kinds, int kind_count,
  int32_t *starts, int32_t *grouped, int32_t *owners, int32_t *group_kinds, int32_t *groups) {
  int32_t begin = 0, found = 0;
  memset(starts, 0, sizeof(int32_t) * (size_t)((kind_count + 15) / 16 * 16));
  for (int e = 0; e < events; e++) starts[kinds[places[e]]]++;
  // Of a sample's kinds a patch sees a few.
  for (int first = 0; first < kind_count; first += 16) {
    const lanes_i32 seen = *(const lanes_i32 *)(starts + first) != 0;
    for (uint32_t bits = bits_of(&seen); bits; bits &= bits - 1) {
      const int kind = first + __builtin_ctz(bits);
      const int32_t end = begin + starts[kind];
      starts[kind] = begin;
      group_kinds[found] = kind;
      // What is written beyond the end belongs to the next group, which comes after.
      for (; begin < end; begin += 16) *(lanes_i32 *)(owners + begin) = (lanes_i32){0} + found;
      begin = end;
      found++;
    }
  }
  for (int e = 0; e < events; e++) grouped[starts[kinds[places[e]]]++] = rows[e];
  *groups = found;
}

KERNEL(
  spike_group_events,
  (const int32_t *rows, const int32_t *places, int events, const int32_t *kinds, int kind_count,
   int32_t *starts, int32_t *grouped, int32_t *owners, int32_t *group_kinds, int32_t *groups),
  (rows, places, events, kinds, kind_count, starts, grouped, owners, group_kinds, groups))

INLINE void spike_pool_trains_body(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t fill,
  uint32_t *pooled, uint32_t *winners) {
  for (int i = 0; i < height * width * stride; i++) winners[i] = 0;
  const int rows = height / size, columns = width / size;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      for (int c = 0; c < stride; c += 16) {
        lanes_u32 seen = {0};
        const int corner = ((y * size) * width + x * size) * stride + c;
        for (int dy = 0; dy < size; dy++)
          for (int dx = 0; dx < size; dx++) {
            const int place = corner + (dy * width + dx) * stride;
            const lanes_u32 bits = *(const lanes_u32 *)(trains + place);
            *(lanes_u32 *)(winners + place) = bits & ~seen;
            seen |= bits;
          }
        *(lanes_u32 *)(pooled + (y * columns + x) * stride + c) = seen;
        *(lanes_u32 *)(winners + corner) |= ~seen & fill;
      }
}

KERNEL(
  spike_pool_trains,
  (const uint32_t *trains, int height, int width, int stride, int size, uint32_t fill,
   uint32_t *pooled, uint32_t *winners),
  (trains, height, width, stride, size, fill, pooled, winners))

INLINE void spike_pool_any_body(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t *pooled) {
  const int rows = height / size, columns = width / size;
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      for (int c = 0; c < stride; c += 16) {
        lanes_u32 seen = {0};
        for (int dy = 0; dy < size; dy++)
          for (int dx = 0; dx < size; dx++)
            seen |= *(const lanes_u32 *)(
              trains + ((y * size + dy) * width + x * size + dx) * stride + c);
        *(lanes_u32 *)(pooled + (y * columns + x) * stride + c) = seen;
      }
}

KERNEL(
  spike_pool_any,
  (const uint32_t *trains, int height, int width, int stride, int size, uint32_t *pooled),
  (trains, height, width, stride, size, pooled))

INLINE void spike_intersect_body(
  const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both) {
  for (int64_t i = 0; i < count; i++) both[i] = a[i] & b[i];
}

KERNEL(
  spike_intersect, (const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both),
  (a, b, count, both))
