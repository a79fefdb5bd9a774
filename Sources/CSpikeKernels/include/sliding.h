#ifndef C_SPIKE_SLIDING_H
#define C_SPIKE_SLIDING_H

// Convolutions that read values where they lie: position p has x[bases[p] + offsets[k]] at weight row k.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// out[p][n] = bias[n] + sum over k of x[bases[p] + offsets[k]] * weights[k][n].
void spike_sliding_current(
  const float *weights, const float *bias, int vectors, int inputs, const float *x,
  const int32_t *bases, const int32_t *offsets, int positions, float *out, int out_stride);

// direction[k][n] += sum over `count` positions p of x[bases[p] + offsets[k]] * sums[p][n].
void spike_sliding_outer(
  const float *x, const int32_t *bases, const int32_t *offsets, int inputs, const float *sums,
  int stride, const int32_t *positions, int count, int vectors, float *direction);

// seen[p] = how many of the values that position p sees are not 0. It sees the same of each of `planes` planes
// of `cells` values: stretches that begin at bases[p] + stretches[s][0] and have stretches[s][1] values.
// `before` has room for cells + 1.
void spike_count_seen(
  const float *x, int planes, int cells, const int32_t *bases, const int32_t *stretches,
  int stretch_count, int positions, int32_t *before, int32_t *seen);

// x[bases[p] + k-th value of its stretches] += patches[p][k], position by position; rows of `stride`.
void spike_sliding_add(
  const float *patches, int stride, const int32_t *bases, const int32_t *stretches,
  int stretch_count, int positions, float *x);

// Copies a grid of values, channels first, into one with `padding` zeros around each channel.
void spike_frame_values(
  const float *x, int channels, int height, int width, int padding, float *framed);

// The way back: copies what lies inside.
void spike_unframe_values(
  const float *framed, int channels, int height, int width, int padding, float *x);

// nonzero[p] = how many of the sums of position p are not 0, rows of `stride`. Positions with any are
// listed in `reached`, `count` of them, and their sums are added to the biases.
void spike_list_reached(
  const float *sums, int positions, int stride, float *biases, int32_t *reached, int32_t *nonzero,
  int32_t *count);

#endif
