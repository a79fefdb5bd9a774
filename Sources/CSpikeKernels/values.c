#include "dispatch.h"

// Values that a connection reads: patches, outputs of units.

// Copies a piece. Kernels of 3, 5 and 7 are what convolutions have: their lengths need no loop.
INLINE void copy_piece(float *to, const float *from, int length) {
  switch (length) {
    case 3: memcpy(to, from, 3 * sizeof(float)); return;
    case 5: memcpy(to, from, 5 * sizeof(float)); return;
    case 7: memcpy(to, from, 7 * sizeof(float)); return;
    default:
      for (int i = 0; i < length; i++) to[i] = from[i];
  }
}

INLINE void spike_copy_patches_body(
  const float *x, const int32_t *positions, int count, const spike_patches *table, int inputs,
  float *patches) {
  memset(patches, 0, sizeof(float) * (size_t)count * (size_t)inputs);
  for (int p = 0; p < count; p++) {
    const int position = positions ? positions[p] : p;
    float *patch = patches + (int64_t)p * inputs;
    for (int r = table->starts[position]; r < table->starts[position + 1]; r++) {
      const float *run = x + table->sources[r];
      for (int k = table->pieces[2 * r]; k < table->pieces[2 * r + 1]; k++) {
        const float *from = run + table->list[3 * k];
        copy_piece(patch + table->list[3 * k + 1], from, table->list[3 * k + 2]);
      }
    }
  }
}

KERNEL(
  spike_copy_patches,
  (const float *x, const int32_t *positions, int count, const spike_patches *table, int inputs,
   float *patches),
  (x, positions, count, table, inputs, patches))

INLINE void spike_carry_values_body(
  const float *sums, const int32_t *sources, int cells, int share, float gain,
  float *restrict out) {
  if (share == 1) {
    for (int c = 0; c < cells; c++) {
      const float value = sums[sources[c]];
      out[c] = value > 0 ? value : 0;
    }
    return;
  }
  for (int c = 0; c < cells; c++) {
    float sum = 0;
    for (int place = c * share; place < (c + 1) * share; place++) {
      const float value = sums[sources[place]];
      sum += value > 0 ? value : 0;
    }
    out[c] = gain * sum;
  }
}

KERNEL(
  spike_carry_values,
  (const float *sums, const int32_t *sources, int cells, int share, float gain, float *out),
  (sums, sources, cells, share, gain, out))

INLINE void spike_carry_back_body(
  const float *handed, const float *kept, const int32_t *sources, int cells, int share, float gain,
  float *units) {
  for (int c = 0; c < cells; c++) {
    float value = handed[c];
    if (kept) value *= kept[c];
    if (share > 1) value *= gain;
    for (int place = c * share; place < (c + 1) * share; place++) units[sources[place]] = value;
  }
}

KERNEL(
  spike_carry_back,
  (const float *handed, const float *kept, const int32_t *sources, int cells, int share, float gain,
   float *units),
  (handed, kept, sources, cells, share, gain, units))

INLINE void spike_gate_units_body(
  const float *sums, int count, int weighs, float *units, float *largest) {
  lanes most = {0};
  int i = 0;
  for (; i + 16 <= count; i += 16) {
    const lanes sum = LOAD(sums + i);
    lanes value = LOAD(units + i);
    if (weighs) value = sum * value;
    value = WHERE(sum > SPLAT(0.0f), value);
    STORE(units + i, value);
    most = SELECT(ABS(value) >= most, ABS(value), most);
  }
  float all = 0;
  UNROLL for (int lane = 0; lane < 16; lane++) all = most[lane] >= all ? most[lane] : all;
  for (; i < count; i++) {
    const float value = sums[i] > 0 ? (weighs ? sums[i] * units[i] : units[i]) : 0;
    units[i] = value;
    const float size = __builtin_fabsf(value);
    all = size >= all ? size : all;
  }
  *largest = all;
}

KERNEL(
  spike_gate_units, (const float *sums, int count, int weighs, float *units, float *largest),
  (sums, count, weighs, units, largest))

INLINE void spike_place_values_body(
  const float *values, const int32_t *places, int count, float *restrict out) {
  for (int i = 0; i < count; i++) out[places[i]] = values[i];
}

KERNEL(
  spike_place_values, (const float *values, const int32_t *places, int count, float *out),
  (values, places, count, out))
