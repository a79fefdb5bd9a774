#ifndef C_SPIKE_KERNELS_PARAMETERS_H
#define C_SPIKE_KERNELS_PARAMETERS_H

// Weights: clipping, optimisers, signs.
// CSpikeKernels.h says how values lie and how sums are ordered.

#include <stdint.h>

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
