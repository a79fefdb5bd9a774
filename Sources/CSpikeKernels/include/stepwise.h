#ifndef C_SPIKE_KERNELS_STEPWISE_H
#define C_SPIKE_KERNELS_STEPWISE_H

// Populations that are integrated one step at a time: with recurrent connections, synaptic currents, or
// constants of each neuron.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// The constants of 16 * vectors such neurons: membrane decay and threshold of each, the decay of the
// synaptic current, an enum spike_reset.
typedef struct {
  const float *betas, *thresholds;
  float synaptic_decay;
  int32_t reset;
} spike_stepwise;

// One step of 16 * vectors neurons. `state` holds their current and becomes U[t]; `before` is U[t-1], null
// at the first step. With `synapse`, the current enters that first:
//   synapse[t] = synaptic_decay synapse[t-1] + current     U[t] = what beta and reset leave + synapse[t]
// Bit `bit` of each word of `trains` becomes 1 where a neuron spikes; bit 0 clears the others.
// updates += how often U[t] differs from U[t-1], unless null.
void spike_stepwise_lif(
  const spike_stepwise *neurons, int vectors, float *state, const float *before, float *synapse,
  const float *synapse_before, uint32_t *trains, int bit, int64_t *updates);

// Lists the neurons whose word has bit `bit`, ascending, and their number.
void spike_list_step(const uint32_t *trains, int neurons, int bit, int32_t *list, int32_t *count);

// out[n] += bias[n] + sum over the listed rows, in order, of weights[row][n], for one tile.
void spike_add_rows(
  const float *weights, const float *bias, int vectors, const int32_t *rows, int count, float *out);

// out[s][rows[r]] += sum over n of weights[rows[r]][n] * x[s][n], n over tiles of `vectors` lane vectors,
// `tile_stride` apart: fused lane by lane, then the lanes halves upon halves.
void spike_row_products(
  const float *weights, int64_t tile_stride, int vectors, int tiles, const int32_t *rows, int count,
  const float *x, int64_t x_stride, int samples, float *out, int64_t out_stride);

// The same for the listed rows of each of at most SPIKE_MAX_TOGETHER samples: counts[s] of them, ascending,
// lists `inputs` apart.
enum { SPIKE_MAX_TOGETHER = 64 };
void spike_listed_products(
  const float *weights, int64_t tile_stride, int vectors, int tiles, int inputs, const int32_t *lists,
  const int32_t *counts, const float *x, int64_t x_stride, int samples, float *out, int64_t out_stride);

// Lists the spikes of some samples, neuron by neuron, sample by sample and step by step: those of neuron n are
// begins[n] ... begins[n + 1], each as (s * steps + t) * width.
void spike_list_events(
  const uint32_t *trains, int words, int train_stride, int64_t sample_stride, int samples, int neurons,
  int steps, int width, int32_t *begins, int32_t *offsets);

// direction[k][n] += columns[s][t][n] at each listed spike of input k, in order, for one tile. `packed` is room
// for the columns, samples * steps * 16 * vectors floats.
void spike_outer_listed(
  const float *columns, int row_stride, int64_t sample_stride, int samples, int steps,
  const int32_t *begins, const int32_t *offsets, int inputs, int vectors, float *packed,
  float *direction);

// delayed[n] has bit t + 1 where trains[n] has bit t, for t + 1 < steps.
void spike_delay_trains(
  const uint32_t *trains, int words, int stride, int neurons, int steps, uint32_t *delayed,
  int delayed_stride);

// out[n] += values[n] where the word of n has bit `bit`, or everywhere where `trains` is null.
void spike_add_where(
  const float *values, const uint32_t *trains, int bit, int vectors, float *out);

// out[n] += values[n] * g[n], g[n] being a[n] where values[n] >= 0 and b[n] elsewhere, where the word of n
// has bit `bit`, or everywhere where `trains` is null.
void spike_add_products_where(
  const float *values, const float *a, const float *b, const uint32_t *trains, int bit,
  int vectors, float *out);

// sums[n] += sum over t ascending of g[t][n] where bit t of train n is set, g being a where values[n] >= 0
// and b elsewhere; rows `row` apart.
void spike_sum_where(
  const float *values, const float *a, const float *b, int64_t row, const uint32_t *trains,
  int train_stride, int steps, int vectors, float *sums);

// The gradients of the constants of 16 * vectors neurons from one step. With `reached` the gradient of
// S[t] times the slope, `gradient` that of U[t], and R = H(U[t-1] - threshold):
//   betas[n]      += gradient[n] U[t-1], nothing where a zero reset emptied U[t-1]
//   thresholds[n] += -reached[n], and -gradient[n] R under a reset by subtraction (the reset is detached)
void spike_stepwise_gradients(
  const spike_stepwise *neurons, int vectors, const float *before, const float *reached,
  const float *gradient, float *betas, float *thresholds);

// to[n] = values[n] * g[n], g[n] being a[n] where values[n] >= 0 and b[n] elsewhere.
void spike_shares(const float *values, const float *a, const float *b, int vectors, float *to);

#endif
