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

// current[t][n] = bias[n] + the sum over the events e, in order, that spiked at t of
// w[rows[e]][n]. `trains` holds the words of each event, one event after another.
void spike_event_current(
  const float *weights, const float *bias, int vectors, const int32_t *rows, int events,
  const uint32_t *trains, int words, int steps, float *current);

// What a spike does to the membrane one step later, R = H(U[t-1] - threshold):
// subtract: U = beta U[t-1] + I - threshold R; zero: U = beta (1 - R) U[t-1] + I; none.
enum { SPIKE_RESET_SUBTRACT = 0, SPIKE_RESET_ZERO = 1, SPIKE_RESET_NONE = 2 };

// The LIF recurrence (A.14, A.15) for 16 * vectors neurons. `current` has a row a step,
// `current_stride` apart (0: the same row at every step). Writes membranes[t] rows
// `membrane_stride` apart unless `membranes` is null, and the trains.
void spike_lif(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  int reset, float *membranes, int membrane_stride, uint32_t *trains, int train_stride);

// Lists the neurons with a spike, ascending, and where each tile of `width` neurons begins among
// them (one more entry than tiles); slots[n] is neuron n's place in the list, or -1.
void spike_list_active(
  const uint32_t *trains, int words, int train_stride, int neurons, int width, int32_t *active,
  int32_t *tile_starts, int32_t *slots);

// Collects the events of one patch: of its entries, in order, those whose source spiked at all.
// Entry e is weight row entry_rows[e] fed by neuron entry_sources[e]. Writes row, source and words
// of each event, adds the spikes of each step to spikes_per_step (16 * ceil(steps / 16) counters,
// set to 0 first), and the number of events to *events.
void spike_gather_events(
  const int32_t *entry_rows, const int32_t *entry_sources, int entries, const uint32_t *trains,
  int words, int train_stride, int steps, int32_t *rows, int32_t *sources,
  uint32_t *event_trains, int32_t *spikes_per_step, int32_t *events);

// pooled[c] = the or over the windows of `size` * `size` positions; winners[n] has the bits of the
// neuron that was the first in row-major order to spike in its window, at each step. With
// `fill` bits set (the steps), a window without a spike is won by its first position.
// One word row of a grid of height * width positions, `stride` channels each.
void spike_pool_trains(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t fill,
  uint32_t *pooled, uint32_t *winners);

// both[i] = a[i] & b[i].
void spike_intersect(const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both);

// --- backward ------------------------------------------------------------------------------

// local[t][lane] = scale * rows[places[k]][t] for the `count` neurons listed (their index less
// `first` is the lane), or 0 where `trains` is given and has no bit at t, or the place is -1; all
// other lanes are 0.
void spike_gather_time_rows(
  const float *rows, const int32_t *places, float scale, int padded_steps, const int32_t *neurons,
  int count, int first, const uint32_t *trains, int train_stride, int steps, int vectors,
  float *local);

// rows[k][t] = local[t][lane]; the padding after `steps` is 0.
void spike_scatter_time_rows(
  const float *local, int steps, int vectors, const int32_t *neurons, int count, int first,
  int padded_steps, float *rows);

// LFP's epsilon rule through the membrane, from the last step to the first, in place: `local`
// holds the reward arriving at each (step, neuron) and then g.
void spike_lfp_epsilon(
  const float *membranes, int membrane_stride, int vectors, int steps, float beta,
  float threshold, int reset, float epsilon, float *local);

// The rules that divide a reward R among contributions z: each w x, the bias, and the membrane's
// m = beta U[t-1] (beta (1 - R) U[t-1] under a zero reset). `positive` and `negative` hold the sums
// of the positive and of the negative contributions of current at each (step, neuron), without the
// membrane's; z+ and z- are those with m added to the one its sign chooses. `local` holds the
// reward and then the coefficient a of positive contributions, `negative` becomes b, that of
// negative ones: r = z a for z > 0, r = z b for z < 0.
//   kind 0 (LFP-0, signed epsilon): a = b = R / (z+ + z-, moved away from 0 by epsilon)
//   kind 1 (alpha-beta): a = alpha R / (z+ + epsilon), b = (1 - alpha) R / (z- - epsilon)
//   kind 2 (z+z-): a = R / (z+ + epsilon) and b = 0 where z+ + z- >= 0, else a = 0 and
//                  b = R / (z- - epsilon)
void spike_lfp_contributions(
  const float *membranes, int membrane_stride, int vectors, int steps, float beta,
  float threshold, int reset, int kind, float alpha, float epsilon, const float *positive,
  float *negative, float *local);

// Back-propagation through the membrane with a surrogate, in place: `local` holds dL/dS and then
// dL/dU; the reset is detached. With u = U - threshold, kind 0: 1/(1 + c|u|)^2; 1: (c/2) /
// (1 + (pi c u / 2)^2); 2: c s (1 - s), s = 1/(1 + exp(-c u)); 3: c max(0, 1 - c |u|); 4: 1.
void spike_surrogate_membrane(
  const float *membranes, int membrane_stride, int vectors, int steps, float beta,
  float threshold, int reset, int kind, float constant, float *local);

// sums[n] = sum over t ascending of local[t][n].
// nonzero[t] = how many lanes of local[t] are not 0.
void spike_sum_steps(const float *local, int vectors, int steps, float *sums, int32_t *nonzero);

// direction[rows[e]][n] += the sum over the steps t of event e, ascending, of local[t][n].
void spike_outer_events(
  const float *local, int vectors, const int32_t *rows, int events, const uint32_t *trains,
  int words, float *direction);

// direction[k][n] = fma over s ascending of x[s][k] * sums[s][n], beginning with direction[k][n].
void spike_outer_dense(
  const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  int vectors, float *direction);

// rows[targets[e]][t] = fma over j ascending of w[inputs[e]][j] * feedback[j][t], beginning with
// what is there. `offsets[j]` locates output j in the tiled weights of input 0; an input is
// `input_stride` on.
void spike_pull_back(
  const float *weights, int input_stride, const int32_t *inputs, const int32_t *targets,
  int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
  float *rows);

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

// values[i] *= factor.
void spike_scale(float *values, int64_t count, float factor);

// values[i] = low + scale * bytes[i].
void spike_scale_bytes(const uint8_t *bytes, int64_t count, float low, float scale, float *values);

#endif
