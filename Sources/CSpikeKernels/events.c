#include "dispatch.h"

// Event lists: which neurons spiked, what a patch sees of them, and which spikes win a pool.

INLINE void spike_list_active_body(
  const uint32_t *trains, int words, int train_stride, int neurons, int width, int32_t *active,
  int32_t *tile_starts, int32_t *slots) {
  int count = 0;
  for (int n = 0; n < neurons; n++) {
    if (n % width == 0) tile_starts[n / width] = count;
    uint32_t any = 0;
    for (int word = 0; word < words; word++) any |= trains[(int64_t)word * train_stride + n];
    slots[n] = any ? count : -1;
    active[count] = n;
    count += any != 0;
  }
  tile_starts[(neurons + width - 1) / width] = count;
}

KERNEL(
  spike_list_active,
  (const uint32_t *trains, int words, int train_stride, int neurons, int width, int32_t *active,
   int32_t *tile_starts, int32_t *slots),
  (trains, words, train_stride, neurons, width, active, tile_starts, slots))

INLINE void spike_gather_events_body(
  const int32_t *entry_rows, const int32_t *entry_sources, int entries, const uint32_t *trains,
  int words, int train_stride, int steps, int32_t *rows, int32_t *sources,
  uint32_t *event_trains, int32_t *spikes_per_step, int32_t *events) {
  const lanes_u32 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const int chunks = (steps + 15) / 16;
  for (int i = 0; i < 16 * chunks; i++) spikes_per_step[i] = 0;
  int count = 0;
  for (int e = 0; e < entries; e++) {
    const int source = entry_sources[e];
    uint32_t any = 0;
    uint32_t *out = event_trains + (int64_t)count * words;
    for (int word = 0; word < words; word++) {
      out[word] = trains[(int64_t)word * train_stride + source];
      any |= out[word];
    }
    if (!any) continue;
    rows[count] = entry_rows[e];
    sources[count] = source;
    count++;
    for (int c = 0; c < chunks; c++) {
      const uint32_t bits = out[c / 2] >> (c % 2 * 16);
      lanes_u32 *counter = (lanes_u32 *)(spikes_per_step + 16 * c);
      *counter += (((lanes_u32){0} + bits) >> lane) & 1;
    }
  }
  *events = count;
}

KERNEL(
  spike_gather_events,
  (const int32_t *entry_rows, const int32_t *entry_sources, int entries, const uint32_t *trains,
   int words, int train_stride, int steps, int32_t *rows, int32_t *sources,
   uint32_t *event_trains, int32_t *spikes_per_step, int32_t *events),
  (entry_rows, entry_sources, entries, trains, words, train_stride, steps, rows, sources,
   event_trains, spikes_per_step, events))

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

INLINE void spike_intersect_body(
  const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both) {
  for (int64_t i = 0; i < count; i++) both[i] = a[i] & b[i];
}

KERNEL(
  spike_intersect, (const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both),
  (a, b, count, both))
