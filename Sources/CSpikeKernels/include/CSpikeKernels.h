#ifndef C_SPIKE_KERNELS_H
#define C_SPIKE_KERNELS_H

#include <stdint.h>

// Private to the package: only SpikeKernels calls these, after checking every size.
//
// Layouts. A "lane vector" is 16 floats. A weight tile holds `vectors` lane vectors (at most
// SPIKE_MAX_VECTORS) of outputs for every input: [inputs][16 * vectors]. A spike train is one bit
// a step, in words of 32 steps: [words][stride] over the neurons of one sample. "Time rows" hold
// the steps of one neuron, padded to whole lane vectors: [neurons][paddedSteps].
//
// Every sum has one order, stated beside the function, so that each instruction set gives the
// same bytes: products that enter a sum are fused, all else is rounded operation by operation.

enum { SPIKE_LANES = 16, SPIKE_MAX_VECTORS = 8 };

// Instruction sets, in ascending order. On anything but x86-64 Linux only the first exists.
enum { SPIKE_BASELINE = 0, SPIKE_AVX2 = 1, SPIKE_AVX512 = 2 };

int spike_best_instruction_set(void);
int spike_instruction_set(void);
// Chooses the kernels of `set`; the caller has checked that the processor has it.
void spike_choose_instruction_set(int set);

// Cores this process may run on.
int spike_available_cores(void);

// --- forward -------------------------------------------------------------------------------

// out[s][n] = bias[n] + sum over k ascending of x[s][k] * w[k][n], fused.
// x: samples rows of `inputs`, `x_stride` apart; out: rows `out_stride` apart.
void spike_dense_current(
  const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
  int samples, float *out, int out_stride);

// current[t][n] = bias[n] + sum of w[i][n] over the i of `active`, in that order, that spiked at t.
void spike_event_current(
  const float *weights, const float *bias, int vectors, const int32_t *active, int active_count,
  const uint32_t *trains, int words, int train_stride, int steps, float *current);

// The LIF recurrence (A.14, A.15), reset by subtraction, for 16 * vectors neurons. `current` has a
// row a step, `current_stride` apart (0: the same row at every step). Writes membranes[t] rows
// `membrane_stride` apart unless `membranes` is null, and the trains.
void spike_lif_subtract(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  float *membranes, int membrane_stride, uint32_t *trains, int train_stride);

// Lists the neurons with a spike, ascending, and where each tile of `width` neurons begins among
// them (one more entry than tiles); counts the spikes of each step.
void spike_list_active(
  const uint32_t *trains, int words, int train_stride, int neurons, int width, int steps,
  int32_t *active, int32_t *tile_starts, int32_t *spikes_per_step);

// --- backward ------------------------------------------------------------------------------

// local[t][lane] = rows[k][t], or 0 where `trains` is given and the neuron did not spike at t, for
// the `count` neurons listed (their index less `first` is the lane); all other lanes are 0.
void spike_gather_time_rows(
  const float *rows, int padded_steps, const int32_t *neurons, int count, int first,
  const uint32_t *trains, int train_stride, int steps, int vectors, float *local);

// rows[k][t] = local[t][lane]; the padding after `steps` is 0.
void spike_scatter_time_rows(
  const float *local, int steps, int vectors, const int32_t *neurons, int count, int first,
  int padded_steps, float *rows);

// LFP's epsilon rule through the membrane, from the last step to the first, in place: `local`
// holds the reward arriving at each (step, neuron) and then g.
void spike_lfp_epsilon(
  const float *membranes, int membrane_stride, int vectors, int steps, float beta,
  float threshold, float epsilon, float *local);

// Back-propagation through the membrane with a surrogate, in place: `local` holds dL/dS and then
// dL/dU. kind 0: 1/(1 + c|u|)^2; kind 1: (c/2)/(1 + (pi c u / 2)^2), u = U - threshold.
void spike_surrogate_membrane(
  const float *membranes, int membrane_stride, int vectors, int steps, float beta,
  float threshold, int kind, float constant, float *local);

// sums[n] = sum over t ascending of local[t][n].
// nonzero[t] = how many lanes of local[t] are not 0.
void spike_sum_steps(const float *local, int vectors, int steps, float *sums, int32_t *nonzero);

// direction[i][n] += (sum over the steps t at which i spiked, ascending, of local[t][n]).
void spike_outer_events(
  const float *local, int vectors, const int32_t *active, int active_count,
  const uint32_t *trains, int words, int train_stride, float *direction);

// direction[k][n] = fma over s ascending of x[s][k] * sums[s][n], beginning with direction[k][n].
void spike_outer_dense(
  const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  int vectors, float *direction);

// rows[a][t] = sum over j of `outputs` ascending of w[active[a]][j] * feedback[j][t], fused.
// `offsets[j]` locates output j in the tiled weights of input 0; an input is `input_stride` on.
void spike_pull_back(
  const float *weights, int input_stride, const int32_t *active, int active_count,
  const int32_t *offsets, const float *feedback, int output_count, int padded_steps, float *rows);

// --- parameters ----------------------------------------------------------------------------

// direction = -|parameter| * direction.
void spike_weigh_by_magnitude(const float *parameters, int64_t count, float *direction);

// squares[n] = sum over k ascending of values[k][n]^2, fused.
void spike_column_squares(const float *values, int vectors, int inputs, float *squares);

// values[k][n] *= factors[n].
void spike_scale_columns(const float *factors, int vectors, int inputs, float *values);

// Adam with PyTorch's order of operations; `step_size` and `root_correction` carry the bias
// corrections. Moments below the smallest normal number become 0.
void spike_adam(
  const float *gradient, int64_t count, float beta1, float beta2, float epsilon, float step_size,
  float root_correction, float *first, float *second, float *parameters);

// velocity = momentum * velocity + gradient; parameters -= rate * velocity.
void spike_sgd(
  const float *gradient, int64_t count, float rate, float momentum, float *velocity,
  float *parameters);

// values[i] = low + scale * bytes[i].
void spike_scale_bytes(const uint8_t *bytes, int64_t count, float low, float scale, float *values);

#endif
