#ifndef C_SPIKE_KERNELS_VALUES_H
#define C_SPIKE_KERNELS_VALUES_H

// Values that a connection reads: what a patch sees of them, and how outputs of units become them.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

// What positions see. Position p has the runs starts[p] up to starts[p + 1]; run r begins at the value
// sources[r] and has the pieces pieces[r][0] up to pieces[r][1]; a piece is where it begins in the run,
// the weight row of its first value, and its length: rows follow each other as values do.
typedef struct {
  const int32_t *starts, *sources, *pieces, *list;
} spike_patches;

// patches[p][row] = x[value] for some positions (the first `count` where `positions` is null), 0
// elsewhere; rows of `inputs`.
void spike_copy_patches(
  const float *x, const int32_t *positions, int count, const spike_patches *table, int inputs,
  float *patches);

// units[i] = 0 where sums[i] is not above 0, else times sums[i] if `weighs`; `largest` is the largest magnitude
// of those that are numbers.
void spike_gate_units(
  const float *sums, int count, int weighs, float *units, float *largest);

// out[places[i]] = values[i].
void spike_place_values(const float *values, const int32_t *places, int count, float *out);

// cells[c] = the sum over its `share` sources of max(0, sums[source]), times gain unless share is 1.
void spike_carry_values(
  const float *sums, const int32_t *sources, int cells, int share, float gain, float *out);

// units[source] = handed[c], times kept[c] unless null, times gain unless share is 1, for the `share`
// sources of each cell.
void spike_carry_back(
  const float *handed, const float *kept, const int32_t *sources, int cells, int share, float gain,
  float *units);

#endif
