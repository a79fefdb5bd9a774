#ifndef C_SPIKE_KERNELS_WINDOWS_H
#define C_SPIKE_KERNELS_WINDOWS_H

// Pools of currents. A window has size * size places of a grid, numbered row by row; a pooled value is the
// largest of its window, and `winners` says which place that was, or, where `winners` is null, each place
// times `share`.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// Where values[i] > largest[i], or order is 0: largest[i] = values[i], winners[i] = order.
void spike_take_largest(
  const float *values, int count, int order, float *largest, int32_t *winners);

// The largest of each window of `size` * `size` places of a grid of height * width, `stride` channels each, and
// which it is: of equal ones the first; where the first is no number, that one.
void spike_pool_largest(
  const float *rows, int height, int width, int stride, int size, float *largest,
  int32_t *winners);

// cells[place] = sums[pooled] where that place of the window won, else 0, for windows of `size` * `size`
// places of a grid of height * width, `stride` channels each. Places that no window sees keep what they
// have.
void spike_spread_windows(
  const float *sums, const int32_t *winners, int height, int width, int stride, int size,
  float *cells);

// The way back of that: sums[pooled] = the cell of the place that won; where `winners` is null the sum of
// the window's cells times `share`, row by row.
void spike_gather_windows(
  const float *cells, const int32_t *winners, float share, int height, int width, int stride,
  int size, float *sums);

// What place `order` of a window has of the columns of its pooled neurons, out[t][k]: values[t][k] where that
// neuron's winner at the step is `order`, else 0; or values[t][k] * share. Padding to `stride` is 0. Column k
// is neurons[k], or k; winners of a step lie `winner_stride` after those of the step before.
void spike_share_columns(
  const float *values, int value_stride, const int32_t *neurons, const int32_t *winners,
  int winner_stride, int order, float share, int count, int steps, int stride, float *out);

// Where a neuron's winner at a step is `order`: local[t][n] = values[t][n], of `width` neurons, a multiple of
// 16. Where `winners` is null: that times `share`, added to what place 0 put there.
void spike_pick_shares(
  const float *values, const int32_t *winners, int winner_stride, int order, float share, int steps,
  int width, float *local);

#endif
