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

enum { SPIKE_LANES = 16, SPIKE_MAX_VECTORS = 8, SPIKE_PACKED = 6, SPIKE_TIME_ROW = 128 };

// Instruction sets, in ascending order. On anything but x86-64 Linux only the first exists.
enum { SPIKE_BASELINE = 0, SPIKE_AVX2 = 1, SPIKE_AVX512 = 2 };

int spike_best_instruction_set(void);
int spike_instruction_set(void);
// Chooses the kernels of `set`; the caller has checked that the processor has it.
void spike_choose_instruction_set(int set);

// --- forward -------------------------------------------------------------------------------

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

#define SPIKE_SURE_SHARE 0x1p-16f

// What a spike does to the membrane one step later, R = H(U[t-1] - threshold):
// subtract: U = beta U[t-1] + I - threshold R; zero: U = beta (1 - R) U[t-1] + I; none.
enum { SPIKE_RESET_SUBTRACT = 0, SPIKE_RESET_ZERO = 1, SPIKE_RESET_NONE = 2 };

// The LIF recurrence (A.14, A.15) for 16 * vectors neurons. `current` has a row a step,
// `current_stride` apart (0: the same row at every step). Writes the trains, and the membranes in
// blocks of 16 neurons, [vectors][steps][16], unless `membranes` is null.
void spike_lif(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  int reset, float *membranes, uint32_t *trains, int train_stride);

// The same without membranes; updates = how often U[t] differed from U[t-1], t = 1 ... T - 1.
void spike_lif_counting(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  int reset, uint32_t *trains, int train_stride, int64_t *updates);

// The same recurrence again for some neurons of a constant current, one value each: membranes in
// blocks of 16 listed neurons; the last block is filled up with neurons of current 0.
void spike_constant_membranes(
  const float *current, const int32_t *neurons, int count, int steps, float beta,
  float threshold, int reset, float *membranes);

// LIF neurons whose threshold rises with every spike and falls back by itself:
//   theta[t] = threshold + strength a[t], a[t] = decay a[t-1] + S[t-1], a[0] = 0
// and what a reset by subtraction takes away is the threshold that was crossed, theta[t-1].
typedef struct {
  float beta, threshold;
  int32_t reset;
  float decay, strength;
} spike_adaptive_neuron;

// Their recurrence, as spike_lif; also writes theta[t] in blocks as the membranes, unless null, and
// counts changes of membranes as spike_lif_counting where `updates` is not null.
void spike_adaptive_lif(
  const spike_adaptive_neuron *neuron, const float *current, int current_stride, int vectors,
  int steps, float *membranes, float *thresholds, uint32_t *trains, int train_stride,
  int64_t *updates);

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
// kind's in order: their rows and groups, and of each group the kind, with room for one more than
// there are kinds. `starts` is scratch of twice as many numbers as there are kinds.
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

// patches[p][map[entry]] = x[source] for the runs of some positions (the first `count` where
// `positions` is null), 0 elsewhere; position i has the runs starts[i] up to starts[i + 1].
void spike_copy_patches(
  const float *x, const int32_t *positions, int count, const int32_t *starts,
  const int32_t *runs, const int32_t *map, int inputs, float *patches);

// pooled[c] = the or over the windows of `size` * `size` positions; winners[n] has the bits of the
// neuron that was the first in row-major order to spike in its window, at each step. With
// `fill` bits set (the steps), a window without a spike is won by its first position.
// One word row of a grid of height * width positions, `stride` channels each.
void spike_pool_trains(
  const uint32_t *trains, int height, int width, int stride, int size, uint32_t fill,
  uint32_t *pooled, uint32_t *winners);

// both[i] = a[i] & b[i].
void spike_intersect(const uint32_t *a, const uint32_t *b, int64_t count, uint32_t *both);

// --- a constant input ------------------------------------------------------------------------

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

// --- backward ------------------------------------------------------------------------------

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
  float beta, threshold;
  int32_t reset;
  // What arrives at each (step, neuron), rows `stride` apart; then what the kernel makes of it.
  int32_t stride;
  float *local;
  // What the reward of each step is multiplied by; null: 1.
  const float *factors;
  // Not null: nothing is made of what arrives, but `local` becomes what arrives as it counts, and
  // `carry` what the membrane would hand from each step to the step before of a reward of 1.
  float *carry;
  // The threshold of each neuron at each step, in blocks as the membranes; null: `threshold` at all.
  const float *thresholds;
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

// --- parameters ----------------------------------------------------------------------------

// direction = -|parameter| * direction.
void spike_weigh_by_magnitude(const float *parameters, int64_t count, float *direction);

// magnitudes = |values|.
void spike_magnitudes(const float *values, int64_t count, float *magnitudes);

// positive = the values above 0, negative = those below; 0 elsewhere.
void spike_split_signs(const float *values, int64_t count, float *positive, float *negative);

// sums += positive where a value is above 0, else negative; both become 0.
void spike_merge_signs(
  const float *values, int64_t count, float *positive, float *negative, float *sums);

// squares[n] = sum over k ascending of values[k][n]^2, fused.
void spike_column_squares(const float *values, int vectors, int inputs, float *squares);

// values[k][n] *= factors[n].
void spike_scale_columns(const float *factors, int vectors, int inputs, float *values);

// Adam with PyTorch's order of operations; `step_size` and `root_correction` carry the bias
// corrections. Moments below the smallest normal number become 0.
void spike_adam(
  const float *gradient, int64_t count, float beta1, float beta2, float epsilon, float step_size,
  float root_correction, float *first, float *second, float *parameters);

// velocity = momentum * velocity + share * gradient; parameters -= rate * velocity. Velocities below
// the smallest normal number become 0.
void spike_sgd(
  const float *gradient, int64_t count, float rate, float momentum, float share, float *velocity,
  float *parameters);

// values[i] *= factor.
void spike_scale(float *values, int64_t count, float factor);

// within = 1 if no magnitude is above the bound, which is finite and not negative, and none of the
// values is NaN, else 0; for whole lane vectors of values.
void spike_magnitudes_within(const float *values, int64_t count, float bound, int32_t *within);

// values[i] = low + scale * bytes[i].
void spike_scale_bytes(const uint8_t *bytes, int64_t count, float low, float scale, float *values);

#endif
