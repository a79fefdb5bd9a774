#include "dispatch.h"


// A block of `samples` rows by `vectors` lane vectors, its sums held in registers.
INLINE void current_block(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  int x_stride, const int samples, float *out, int out_stride) {
  lanes sums[6][4];
  UNROLL for (int s = 0; s < samples; s++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[s][v] = LOAD(bias + 16 * v);
  }
  for (int k = 0; k < inputs; k++) {
    const float *w = weights + (int64_t)k * row;
    UNROLL for (int s = 0; s < samples; s++) {
      const lanes value = SPLAT(x[s * x_stride + k]);
      UNROLL for (int v = 0; v < vectors; v++) sums[s][v] = FMA(value, LOAD(w + 16 * v), sums[s][v]);
    }
  }
  UNROLL for (int s = 0; s < samples; s++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(out + s * out_stride + 16 * v, sums[s][v]);
  }
}

INLINE void current_columns(
  const float *weights, const float *bias, int row, const int vectors, int inputs, const float *x,
  int x_stride, int samples, float *out, int out_stride) {
  int s = 0;
  for (; s + 6 <= samples; s += 6)
    current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, 6,
                  out + (int64_t)s * out_stride, out_stride);
  for (; s < samples; s++)
    current_block(weights, bias, row, vectors, inputs, x + (int64_t)s * x_stride, x_stride, 1,
                  out + (int64_t)s * out_stride, out_stride);
}

INLINE void spike_dense_current_body(
  const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
  int samples, float *out, int out_stride) {
  const int row = 16 * vectors;
  int v = 0;
  for (; v + 4 <= vectors; v += 4)
    current_columns(weights + 16 * v, bias + 16 * v, row, 4, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
  for (; v < vectors; v++)
    current_columns(weights + 16 * v, bias + 16 * v, row, 1, inputs, x, x_stride, samples,
                    out + 16 * v, out_stride);
}

KERNEL(
  spike_dense_current,
  (const float *weights, const float *bias, int vectors, int inputs, const float *x, int x_stride,
   int samples, float *out, int out_stride),
  (weights, bias, vectors, inputs, x, x_stride, samples, out, out_stride))

// The row of an input stays in registers while it is added at every step the input spiked.
INLINE void event_current(
  const float *weights, const float *bias, const int vectors, const int32_t *rows, int events,
  const uint32_t *trains, int words, int steps, float *current) {
  lanes row[SPIKE_MAX_VECTORS];
  UNROLL for (int v = 0; v < vectors; v++) row[v] = LOAD(bias + 16 * v);
  for (int t = 0; t < steps; t++) {
    UNROLL for (int v = 0; v < vectors; v++) STORE(current + (t * vectors + v) * 16, row[v]);
  }
  for (int e = 0; e < events; e++) {
    const float *w = weights + (int64_t)rows[e] * 16 * vectors;
    UNROLL for (int v = 0; v < vectors; v++) row[v] = LOAD(w + 16 * v);
    for (int word = 0; word < words; word++) {
      float *first = current + (int64_t)word * 32 * 16 * vectors;
      for (uint32_t bits = trains[(int64_t)e * words + word]; bits; bits &= bits - 1) {
        float *sums = first + (int64_t)__builtin_ctz(bits) * 16 * vectors;
        UNROLL for (int v = 0; v < vectors; v++) STORE(sums + 16 * v, LOAD(sums + 16 * v) + row[v]);
      }
    }
  }
}

INLINE void spike_event_current_body(
  const float *weights, const float *bias, int vectors, const int32_t *rows, int events,
  const uint32_t *trains, int words, int steps, float *current) {
#define CALL(n) event_current(weights, bias, n, rows, events, trains, words, steps, current)
  FOR_VECTORS(vectors, CALL)
#undef CALL
}

KERNEL(
  spike_event_current,
  (const float *weights, const float *bias, int vectors, const int32_t *rows, int events,
   const uint32_t *trains, int words, int steps, float *current),
  (weights, bias, vectors, rows, events, trains, words, steps, current))

INLINE void lif(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  const int reset, float *membranes, int membrane_stride, uint32_t *trains, int train_stride) {
  const lanes decay = SPLAT(beta), theta = SPLAT(threshold);
  for (int v = 0; v < vectors; v++) {
    lanes u = SPLAT(0.0f);
    for (int t0 = 0; t0 < steps; t0 += 32) {
      const int last = steps - t0 < 32 ? steps - t0 : 32;
      lanes_u32 train = {0};
      uint32_t bit = 1;
      for (int t = t0; t < t0 + last; t++, bit <<= 1) {
        const lanes input = LOAD(current + (int64_t)t * current_stride + 16 * v);
        if (reset == SPIKE_RESET_SUBTRACT)
          u = decay * u + input - WHERE(u > theta, theta);
        else if (reset == SPIKE_RESET_ZERO)
          u = decay * WHERE(u <= theta, u) + input;
        else
          u = decay * u + input;
        if (membranes) STORE(membranes + (int64_t)t * membrane_stride + 16 * v, u);
        train |= (lanes_u32)(u > theta) & bit;
      }
      *(lanes_u32 *)(trains + (int64_t)(t0 / 32) * train_stride + 16 * v) = train;
    }
  }
}

INLINE void spike_lif_body(
  const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
  int reset, float *membranes, int membrane_stride, uint32_t *trains, int train_stride) {
#define CALL(kind)                                                                               \
  lif(current, current_stride, vectors, steps, beta, threshold, kind, membranes,                 \
      membrane_stride, trains, train_stride)
  FOR_RESETS(reset, CALL)
#undef CALL
}

KERNEL(
  spike_lif,
  (const float *current, int current_stride, int vectors, int steps, float beta, float threshold,
   int reset, float *membranes, int membrane_stride, uint32_t *trains, int train_stride),
  (current, current_stride, vectors, steps, beta, threshold, reset, membranes, membrane_stride,
   trains, train_stride))
