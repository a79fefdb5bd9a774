#include "dispatch.h"

#include <float.h>
#include <string.h>

// Whole lane vectors, then nothing: every parameter buffer is padded to lane vectors.
#define FOR_LANES(i) for (int64_t i = 0; i < count; i += 16)

// Every thread has read the weights since they were written last. Before a store, the line has to be taken from the
// other cores; asked for early, lines come while others are written.
#define WRITTEN_SOON(pointer) __builtin_prefetch((pointer) + 16 * 24, 1)

// Subnormal numbers cost a hundred cycles each, and a decaying moment would remain subnormal. NaN passes
// through unchanged, so that the check after the step finds it. Loops of Workers flush such results on x86-64
// (CSpikeThreads); here they are 0 on Arm too, and where a kernel is called outside of a loop.
#define NORMAL_OR_ZERO(value) WHERE(~(ABS(value) < SPLAT(FLT_MIN)), value)

INLINE void spike_weigh_by_magnitude_body(
  const float *parameters, int64_t count, float *direction) {
  FOR_LANES(i) STORE(direction + i, -(ABS(LOAD(parameters + i)) * LOAD(direction + i)));
}

KERNEL(
  spike_weigh_by_magnitude, (const float *parameters, int64_t count, float *direction),
  (parameters, count, direction))

INLINE void spike_magnitudes_body(const float *values, int64_t count, float *magnitudes) {
  FOR_LANES(i) STORE(magnitudes + i, ABS(LOAD(values + i)));
}

KERNEL(
  spike_magnitudes, (const float *values, int64_t count, float *magnitudes),
  (values, count, magnitudes))

INLINE void spike_split_signs_body(
  const float *values, int64_t count, float *positive, float *negative) {
  FOR_LANES(i) {
    const lanes value = LOAD(values + i);
    STORE(positive + i, WHERE(value > 0, value));
    STORE(negative + i, WHERE(value < 0, value));
  }
}

KERNEL(
  spike_split_signs, (const float *values, int64_t count, float *positive, float *negative),
  (values, count, positive, negative))

INLINE void spike_merge_signs_body(
  const float *values, int64_t count, float *positive, float *negative, float *sums) {
  const lanes none = SPLAT(0.0f);
  FOR_LANES(i) {
    const lanes mine = SELECT(LOAD(values + i) > 0, LOAD(positive + i), LOAD(negative + i));
    STORE(sums + i, LOAD(sums + i) + mine);
    STORE(positive + i, none);
    STORE(negative + i, none);
  }
}

KERNEL(
  spike_merge_signs,
  (const float *values, int64_t count, float *positive, float *negative, float *sums),
  (values, count, positive, negative, sums))

INLINE void spike_column_squares_body(
  const float *values, int vectors, int inputs, float *squares) {
  const int row = 16 * vectors;
  for (int v = 0; v < vectors; v++) {
    lanes sum = SPLAT(0.0f);
    for (int k = 0; k < inputs; k++) {
      const lanes value = LOAD(values + (int64_t)k * row + 16 * v);
      sum = FMA(value, value, sum);
    }
    STORE(squares + 16 * v, sum);
  }
}

KERNEL(
  spike_column_squares, (const float *values, int vectors, int inputs, float *squares),
  (values, vectors, inputs, squares))

INLINE void spike_scale_columns_body(
  const float *factors, int vectors, int inputs, float *values) {
  const int row = 16 * vectors;
  for (int k = 0; k < inputs; k++)
    for (int v = 0; v < vectors; v++) {
      float *value = values + (int64_t)k * row + 16 * v;
      STORE(value, LOAD(value) * LOAD(factors + 16 * v));
    }
}

KERNEL(
  spike_scale_columns, (const float *factors, int vectors, int inputs, float *values),
  (factors, vectors, inputs, values))

INLINE void spike_adam_body(
  const float *gradient, int64_t count, float beta1, float beta2, float epsilon, float step_size,
  float root_correction, float *first, float *second, float *parameters) {
  const lanes b1 = SPLAT(beta1), b2 = SPLAT(beta2), c1 = SPLAT(1.0f - beta1),
              c2 = SPLAT(1.0f - beta2), eps = SPLAT(epsilon), size = SPLAT(step_size),
              root = SPLAT(root_correction);
  FOR_LANES(i) {
    WRITTEN_SOON(first + i);
    WRITTEN_SOON(second + i);
    WRITTEN_SOON(parameters + i);
    const lanes g = LOAD(gradient + i);
    const lanes mean = b1 * LOAD(first + i) + c1 * g, m = NORMAL_OR_ZERO(mean);
    const lanes square = b2 * LOAD(second + i) + c2 * g * g, v = NORMAL_OR_ZERO(square);
    const lanes denominator = __builtin_elementwise_sqrt(v) / root + eps;
    STORE(first + i, m);
    STORE(second + i, v);
    STORE(parameters + i, LOAD(parameters + i) - size * (m / denominator));
  }
}

KERNEL(
  spike_adam,
  (const float *gradient, int64_t count, float beta1, float beta2, float epsilon, float step_size,
   float root_correction, float *first, float *second, float *parameters),
  (gradient, count, beta1, beta2, epsilon, step_size, root_correction, first, second, parameters))

INLINE void spike_sgd_body(
  const float *gradient, int64_t count, float rate, float momentum, float share, float *velocity,
  float *parameters) {
  const lanes mu = SPLAT(momentum), part = SPLAT(share), eta = SPLAT(rate);
  FOR_LANES(i) {
    WRITTEN_SOON(velocity + i);
    WRITTEN_SOON(parameters + i);
    const lanes sum = mu * LOAD(velocity + i) + part * LOAD(gradient + i), v = NORMAL_OR_ZERO(sum);
    STORE(velocity + i, v);
    STORE(parameters + i, LOAD(parameters + i) - eta * v);
  }
}

KERNEL(
  spike_sgd,
  (const float *gradient, int64_t count, float rate, float momentum, float share, float *velocity,
   float *parameters),
  (gradient, count, rate, momentum, share, velocity, parameters))

INLINE void spike_scale_bytes_body(
  const uint8_t *bytes, int64_t count, float low, float scale, float *values) {
  for (int64_t i = 0; i < count; i++) values[i] = low + scale * (float)bytes[i];
}

KERNEL(
  spike_scale_bytes,
  (const uint8_t *bytes, int64_t count, float low, float scale, float *values),
  (bytes, count, low, scale, values))

INLINE void spike_scale_body(float *values, int64_t count, float factor) {
  const lanes f = SPLAT(factor);
  FOR_LANES(i) STORE(values + i, LOAD(values + i) * f);
}

KERNEL(spike_scale, (float *values, int64_t count, float factor), (values, count, factor))

// As whole numbers, magnitudes are in the order of their bits: infinity, then NaN, above all others.
INLINE void spike_magnitudes_within_body(
  const float *values, int64_t count, float bound, int32_t *within) {
  lanes_i32 largest = {0};
  FOR_LANES(i)
    largest = __builtin_elementwise_max(largest, *(const lanes_i32 *)(values + i) & 0x7fffffff);
  int32_t bits;
  memcpy(&bits, &bound, sizeof bits);
  *within = __builtin_reduce_max(largest) <= bits;
}

KERNEL(
  spike_magnitudes_within, (const float *values, int64_t count, float bound, int32_t *within),
  (values, count, bound, within))
