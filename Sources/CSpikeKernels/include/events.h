#ifndef C_SPIKE_KERNELS_EVENTS_H
#define C_SPIKE_KERNELS_EVENTS_H

// Spikes as events: lists, groups, pools, counts.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// Lists the neurons with a spike, ascending, and their trains, one after another; before[n] is how
// many of those listed lie below n, for n = 0 ... neurons.
void spike_list_active(
  const uint32_t *trains, int words, int train_stride, int neurons, int32_t *active,
  int32_t *before, uint32_t *masks, uint32_t *listed);

// Whether all of some indices lie in lowest ..< bound.
int spike_all_within(const int32_t *indices, int64_t count, int64_t lowest, int64_t bound);

// Finds the events of one patch: of its runs (first source, end, where its entries begin in
// `map`), in order, the listed sources; map[entry] is a source's weight row, or -1. Writes row and
// place in the list of each event, one more than the events may be written, and their number.
void spike_find_events(
  const int32_t *runs, int run_count, const int32_t *map, const int32_t *active,
  const int32_t *before, int32_t *rows, int32_t *places, int32_t *events);

// Numbers the different ones among some trains, one after another, in the order in which they come:
// kinds[i] is the number of train i; `distinct` receives them, one after another, and `sizes` how many
// trains each stands for. The table has
// `size` entries, a power of two, at least twice `count`.
void spike_list_kinds(
  const uint32_t *trains, int count, int words, int32_t *table, int size, int32_t *kinds,
  uint32_t *distinct, int32_t *sizes, int32_t *kind_count);

// Sorts the events of a patch by the kind of the train at their place, `kind_count` in all, each
// kind's in order: their rows and groups, and of each group the kind. `owners` has room for 15 more than
// there are events; `starts` is scratch of as many numbers as there are kinds, in whole lane vectors.
void spike_group_events(
  const int32_t *rows, const int32_t *places, int events, const int32_t *kinds, int kind_count,
  int32_t *starts, int32_t *grouped, int32_t *owners, int32_t *group_kinds, int32_t *groups);

// counts[t] = events that spiked at t; room for whole lane vectors of steps.
void spike_count_steps(
  const int32_t *places, int events, const uint32_t *trains, int words, int steps,
  int32_t *counts);

// Bits of some trains of `words` words: those at the places, or the first `count`.
void spike_count_spikes(
  const int32_t *places, int64_t count, const uint32_t *trains, int words, int64_t *spikes);

// counts[n] += the spikes of neuron n over all words; neurons is a multiple of 16.
void spike_add_counts(
  const uint32_t *trains, int words, int train_stride, int neurons, int32_t *counts);

// Adds what some trains of `words` words, one after another, say, train i counting sizes[i] times, or
// once where sizes is null: steps[t] += trains with a spike at t, intervals[d] += successive spikes of a train d steps apart;
// both have 32 * words elements.
void spike_add_intervals(
  const uint32_t *trains, const int32_t *sizes, int64_t count, int words, int64_t *steps,
  int64_t *intervals);

// counts[i] += values[i] != 0; graded = 1 if any of the values is other than 0, 1 and -1, else 0.
void spike_add_nonzero(const float *values, int64_t count, int32_t *counts, int32_t *graded);

// Values that are not 0.
void spike_count_nonzero(const float *values, int64_t count, int64_t *nonzero);

// pooled[c] = the or over the windows of `size` * `size` positions; winners[n] has the bits of the
// neuron that was the first in row-major order to spike in its window, at each step. With
// `fill` bits set (the steps), a window without a spike is won by its first position.
// One word row of a grid of height * width positions, `stride` channels each.
void spike_pool_trains(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t fill,
  uint32_t *pooled, uint32_t *winners);

// pooled[c] as spike_pool_trains has it, without the winners.
void spike_pool_any(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t *pooled);

// both[i] = a[i] & b[i].
void spike_intersect(const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both);

#endif
