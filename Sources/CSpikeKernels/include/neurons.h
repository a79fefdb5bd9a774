#ifndef C_SPIKE_KERNELS_NEURONS_H
#define C_SPIKE_KERNELS_NEURONS_H

// Neuron models: the recurrence of membranes.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// What a spike does to the membrane one step later, R = H(U[t-1] - threshold):
// subtract: U = beta U[t-1] + I - threshold R; zero: U = beta (1 - R) U[t-1] + I; none.
enum spike_reset { SPIKE_RESET_SUBTRACT = 0, SPIKE_RESET_ZERO = 1, SPIKE_RESET_NONE = 2 };

// The constants of a LIF neuron: membrane decay, threshold, an enum spike_reset.
typedef struct {
  float beta, threshold;
  int32_t reset;
} spike_neuron;

// The LIF recurrence (A.14, A.15) for 16 * vectors neurons. `current` has a row a step,
// `current_stride` apart (0: the same row at every step). Writes the trains, and the membranes in
// blocks of 16 neurons, [vectors][steps][16], unless `membranes` is null.
void spike_lif(
  const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
  float *membranes, uint32_t *trains, int train_stride);

// The same without membranes; updates = how often U[t] differed from U[t-1], t = 1 ... T - 1.
void spike_lif_counting(
  const spike_neuron *neuron, const float *current, int current_stride, int vectors, int steps,
  uint32_t *trains, int train_stride, int64_t *updates);

// The same recurrence again for some neurons of a constant current, one value each: membranes in
// blocks of 16 listed neurons; the last block is filled up with neurons of current 0.
void spike_constant_membranes(
  const spike_neuron *neuron, const float *current, const int32_t *neurons, int count, int steps,
  float *membranes);

// LIF neurons whose threshold rises with every spike and falls back by itself:
//   theta[t] = threshold + strength a[t], a[t] = decay a[t-1] + S[t-1], a[0] = 0
// and what a reset by subtraction takes away is the threshold that was crossed, theta[t-1].
typedef struct {
  spike_neuron base;
  float decay, strength;
} spike_adaptive_neuron;

// Their recurrence, as spike_lif; also writes theta[t] in blocks as the membranes, unless null, and
// counts changes of membranes as spike_lif_counting where `updates` is not null.
void spike_adaptive_lif(
  const spike_adaptive_neuron *neuron, const float *current, int current_stride, int vectors,
  int steps, float *membranes, float *thresholds, uint32_t *trains, int train_stride,
  int64_t *updates);

#endif
