#ifndef C_SPIKE_KERNELS_BACKWARD_H
#define C_SPIKE_KERNELS_BACKWARD_H

// The way back, through membranes and weights.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

#include "neurons.h"

#define SPIKE_SURE_SHARE 0x1p-16f


// The columns of a sample: `local` has a row a step, `stride` floats apart, of which the first
// `count` belong to neurons that are listed (all from `first` on where `neurons` is null).

// local[t][k] = scale * rows[before[d]][t] where d, the destination of neuron k, is listed, and
// train k, if given, has a bit at t (word i of it at trains[k * train_stride + i * word_stride]);
// 0 otherwise and up to the next multiple of 16 columns.
void spike_gather_columns(
  const float *rows, int padded_steps, float scale, const int32_t *neurons, int first, int count,
  const int32_t *destinations, const int32_t *before, const uint32_t *trains, int train_stride,
  int word_stride, int steps, int stride, float *local);

// local[t][k] = values[t][neurons[k] - first], or values[t][k] where `neurons` is null; rows of
// values lie `row_stride` apart (0: the same row at every step).
void spike_pick_columns(
  const float *values, int row_stride, const int32_t *neurons, int first, int count, int steps,
  int stride, float *local);

// rows[k][t] = local[t][k]; the padding after `steps` is 0.
void spike_time_rows(
  const float *local, int stride, int count, int steps, int padded_steps, float *rows);

// Puts the time rows of some samples, `sample_stride` apart, one after another: step t of sample s
// of neuron k becomes step s * steps + t of a row of `row` floats, a multiple of 16, 0 after them.
// Rows lie in panels of 32 steps (the last may have 16), [panels][count][32]. One sample's row is its
// padded steps; several fit SPIKE_TIME_ROW floats.
void spike_pack_time(
  const float *rows, int samples, int64_t sample_stride, int count, int steps, int padded_steps,
  int row, float *packed);

// The way back, for the neurons from `first` up to `end` of `count`; padding becomes 0.
void spike_unpack_time(
  const float *packed, int row, int samples, int count, int first, int end, int steps,
  int padded_steps, int64_t sample_stride, float *rows);

// Membranes of some neurons, from blocks of 16 into blocks of 16.
void spike_gather_membranes(
  const float *membranes, const int32_t *neurons, int count, int steps, float *listed);

// Some neurons on the way back through their membranes, from the last step to the first.
typedef struct {
  // U[t] in blocks of 16 neurons, [vectors][steps][16], and the neurons' constants.
  const float *membranes;
  int32_t vectors, steps;
  spike_neuron neuron;
  // What arrives at each (step, neuron), rows `stride` apart; then what the kernel makes of it.
  int32_t stride;
  float *local;
  // What the reward of each step is multiplied by; null: 1.
  const float *factors;
  // Not null: nothing is made of what arrives, but `local` becomes what arrives as it counts, and
  // `carry` what the membrane would hand from each step to the step before of a reward of 1.
  float *carry;
  // The threshold of each neuron at each step, in blocks as the membranes; null: the neuron's at all.
  const float *thresholds;
  // U of each neuron one step before the first, [16 * vectors]; null: 0.
  const float *earlier;
  // The membrane decay of each neuron, [16 * vectors]; null: the neuron's at all.
  const float *betas;
} spike_columns;

// LFP by rules with one coefficient for all contributions z to U[t]. With R the reward of a step,
// what arrives and what the step after carried here, times its factor, `local` becomes g, so that each
// contribution receives z g. With sum z = U[t] + threshold H(U[t-1] - threshold), the membrane
// before its reset by subtraction:
//   kind 0 (the authors' epsilon): g = R / (|U[t-1]| + |sum z - U[t-1]| + epsilon)
//   kind 1 (LFP-0, signed epsilon): g = R / (sum z, moved away from 0 by epsilon)
//   kind 2: the same, what arrives counting as -R where sum z < 0
void spike_lfp_whole(const spike_columns *columns, int kind, float epsilon);

// z+z- (12, 13). `magnitudes` holds the sum of |z| over the contributions of current at each (step,
// neuron), bias included. m is the membrane's own beta U[t-1] (beta (1 - H) U[t-1] under a zero
// reset), c = sum z - m the current, s = -1 where sum z < 0 and else 1:
//   kind 0: g = s R / (|m| + magnitudes + epsilon), and m receives m g
//   kind 1, the membrane as a path: q = s R / (|m| + |c| + epsilon), m receives m q, and
//           g = |c| q / (magnitudes + epsilon)
//   kind + 2: the same, what arrives counting as s R
void spike_lfp_magnitudes(
  const spike_columns *columns, int kind, float epsilon, const float *magnitudes);

// alpha-beta (10, 11). `positive` holds the sum of the positive contributions of current; `local`
// becomes a, the coefficient of positive contributions, `negative` b, that of negative ones: r = z a
// for z > 0, r = z b for z < 0. m, c, s as above, z+ and z- the sums of all contributions of a sign,
// c+ and c- those without m:
//   kind 0: a = alpha s R / (z+ + epsilon), b = (1 - alpha) s R / (z- - epsilon)
//   kind 1, the membrane as a path: q = s R / (|m| + |c| + epsilon), m receives m q,
//           a = alpha |c| q / (c+ + epsilon), b = (1 - alpha) |c| q / (c- - epsilon)
//   kind + 2: the same, what arrives counting as s R
// z- and c- are differences, sum z - z+ and c - c+. Their magnitude counts for at least
// SPIKE_SURE_SHARE times the positive sum: below that, rounding leaves nothing sure of it.
void spike_lfp_signs(
  const spike_columns *columns, int kind, float epsilon, float alpha, const float *positive,
  float *negative);

// Back-propagation through the membrane with a surrogate: `local` holds dL/dS and then dL/dU, times
// the step's factor; the reset is detached. With u = U - threshold, kind 0: 1/(1 + c|u|)^2; 1:
// (c/2) / (1 + (pi c u / 2)^2); 2: c s (1 - s), s = 1/(1 + exp(-c u)); 3: c max(0, 1 - c |u|); 4: 1.
void spike_surrogate_membrane(const spike_columns *columns, int kind, float constant);

// The same for adaptive neurons, whose columns have thresholds. What reaches a spike through the
// thresholds after it joins what arrives; with S' the slope at U[t] - theta[t],
//   dL/dS[t] = local[t] + A[t+1]     A[t] = decay A[t+1] - strength S'[t] dL/dS[t]
// and dL/dU[t] = S'[t] dL/dS[t] + beta dL/dU[t+1] as before. `factors` and `carry` are null.
void spike_adaptive_surrogate(
  const spike_columns *columns, const spike_adaptive_neuron *neuron, int kind, float constant);

// The rewards of one step from those of the step after, for 16 * vectors neurons: rewards[n] =
// arriving[n] + carry[n] * (factor * rewards[n]), or arriving[n] without `carry`; largest = the
// largest magnitude.
void spike_carry_rewards(
  const float *arriving, const float *carry, float factor, int vectors, float *rewards,
  float *largest);

// sums[k] = sum over t ascending of local[t][k], for whole lane vectors of columns.
// nonzero[t] = how many of the `count` columns are not 0 at t.
void spike_sum_steps(
  const float *local, int stride, int count, int steps, float *sums, int32_t *nonzero);

// direction[rows[e]][n] += the sum over the steps t of event e's group, ascending, of local[t][k], where
// column k is the k-th output n that a mask has a bit for: one for each of `vectors` lane vectors of
// outputs, or all outputs without masks. Outputs lie in tiles of `tile_vectors`, `tile_stride`
// apart, rows of a tile `row_stride` apart. The local array is finite, and readable 15 floats past
// its end.
void spike_outer_events(
  const float *local, int stride, const uint32_t *masks, int vectors, const int32_t *rows,
  const int32_t *owners, int events, const int32_t *kinds, int groups, const uint32_t *trains,
  int words, int steps, int row_stride, int tile_vectors, int64_t tile_stride, float *direction);

// direction[k][n] = fma over s ascending of x[s][k] * sums[s][n], beginning with direction[k][n].
void spike_outer_dense(
  const float *x, int x_stride, int inputs, const float *sums, int sums_stride, int samples,
  int vectors, float *direction);

// out[targets[e]][t] = fma over j ascending of w[rows[e]][j] * feedback[j][t], beginning with what
// is there. `offsets[j]` locates output j in the tiled weights of input 0; an input is
// `input_stride` on. No target is named twice.
void spike_pull_back(
  const float *weights, int input_stride, const int32_t *rows, const int32_t *targets,
  int events, const int32_t *offsets, const float *feedback, int output_count, int padded_steps,
  float *out);

// out[t][source] = fma over k ascending of local[t][k] * w[r][entry], over the columns that are not 0 at
// step t, for the sources of a position's runs: three numbers each, the first source, the one after the
// last, and the entry of the first. It begins with what is there. r is `neurons[k] - first`, or k where
// `neurons` is null; rows of w lie `entries` apart. Weights and out are followed by 15 readable floats,
// which stay.
void spike_pull_steps(
  const float *local, int stride, const int32_t *neurons, int first, int count, int steps,
  const float *weights, int entries, const int32_t *runs, int run_count, float *out,
  int out_stride);

#endif
