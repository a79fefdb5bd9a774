#ifndef C_SPIKE_KERNELS_FORWARD_H
#define C_SPIKE_KERNELS_FORWARD_H

// What feeds neurons: currents of values and of events.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// out[s][n] = bias[n] + sum over k ascending of x[s][k] * w[k][n], fused.
// x: samples rows of `inputs`, `x_stride` apart; out: rows `out_stride` apart.
void spike_dense_current(
  const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
  int samples, float *out, int out_stride);

// Events whose trains are equal form a group: `owners` are the groups of the events, from 0 on in
// ascending order, and trains[kinds[g] * words] is the train of group g.

// current[t][n] = bias[n] + the sum over the groups g, in order, that spiked at t of the sum of
// w[rows[e]][n] over the group's events e, in order, beginning with 0. Weights are finite.
void spike_event_current(
  const float *weights, const float *bias, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, float *current);


// The value that more than half of some values have; 0 where none is.
void spike_background(const float *x, int count, float *background);

// Packs up to SPIKE_PACKED rows of values, `lane_stride` apart, less their backgrounds: values[i] =
// what the rows have at item list[i], for the items, ascending, at which any row differs from its
// background. Rows that are not there are 0. The background of row l at item i is
// backgrounds[l * background_lane + i * background_item], or 0 without backgrounds. Room for all
// items.
void spike_pack(
  const float *x, int lanes_of, int64_t lane_stride, int items, int64_t item_stride,
  const float *backgrounds, int background_lane, int background_item, int32_t *list,
  float *values, int32_t *packed);

// out[l][n] = fma over i ascending of values[i][l] * rows[list[i]][n], beginning with
// start[l][n] + 0, for `count` rows and 16 * vectors columns. The rows are packed SPIKE_PACKED at a
// time: a block has counts[block] of `items` items of room.
void spike_packed_product(
  const float *rows, int64_t row_stride, const int32_t *list, const float *values, int items,
  const int32_t *counts, int count, int vectors, const float *start, int64_t start_stride,
  float *out, int64_t out_stride);

// sums[n] = sum over k ascending of values[k][n].
void spike_column_sums(const float *values, int vectors, int inputs, float *sums);

// rows[k][n] += row[n].
void spike_add_to_rows(const float *row, int vectors, int count, float *rows);

#endif
