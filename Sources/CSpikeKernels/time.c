#include "dispatch.h"

// Columns turned over into rows along time, and the rows of several samples side by side.

INLINE void spike_time_rows_body(
  const float *local, int stride, int count, int steps, int padded_steps, float *rows) {
  for (int k0 = 0; k0 < count; k0 += 16)
    for (int t0 = 0; t0 < steps; t0 += 16) {
      lanes block[16];
      for (int t = 0; t < 16; t++)
        block[t] = t0 + t < steps ? LOAD(local + (int64_t)(t0 + t) * stride + k0) : SPLAT(0.0f);
      transpose(block);
      const int last = count - k0 < 16 ? count - k0 : 16;
      for (int lane = 0; lane < last; lane++)
        STORE(rows + (int64_t)(k0 + lane) * padded_steps + t0, block[lane]);
    }
}

KERNEL(
  spike_time_rows,
  (const float *local, int stride, int count, int steps, int padded_steps, float *rows),
  (local, stride, count, steps, padded_steps, rows))

// Floats of a panel from step t on: 32, or what is left of the row.
INLINE int panel_width(int row, int t) { return row - t < 32 ? row - t : 32; }

INLINE void spike_pack_time_body(
  const float *rows, int samples, int64_t sample_stride, int count, int steps, int padded_steps,
  int row, float *packed) {
  float line[SPIKE_TIME_ROW + 16];
  for (int k = 0; k < count; k++) {
    const float *from = rows + (int64_t)k * padded_steps;
    if (samples > 1) {
      // Whole lane vectors are stored, and what they leave past a sample is overwritten by the next.
      for (int s = 0; s < samples; s++)
        for (int t = 0; t < steps; t += 16)
          STORE(line + s * steps + t,
                WHERE((lanes_i32)LANE < steps - t, LOAD(from + s * sample_stride + t)));
      for (int t = samples * steps; t < row; t++) line[t] = 0.0f;
      from = line;
    }
    for (int t = 0; t < row; t += 16) {
      const int panel = t / 32 * 32, width = panel_width(row, panel);
      STORE(packed + (int64_t)panel * count + (int64_t)k * width + t - panel, LOAD(from + t));
    }
  }
}

KERNEL(
  spike_pack_time,
  (const float *rows, int samples, int64_t sample_stride, int count, int steps, int padded_steps,
   int row, float *packed),
  (rows, samples, sample_stride, count, steps, padded_steps, row, packed))

INLINE void spike_unpack_time_body(
  const float *packed, int row, int samples, int count, int first, int end, int steps,
  int padded_steps, int64_t sample_stride, float *rows) {
  float line[SPIKE_TIME_ROW + 16];
  for (int k = first; k < end; k++) {
    float *const to = rows + (int64_t)k * padded_steps;
    float *const whole = samples > 1 ? line : to;
    for (int t = 0; t < row; t += 16) {
      const int panel = t / 32 * 32, width = panel_width(row, panel);
      STORE(whole + t, LOAD(packed + (int64_t)panel * count + (int64_t)k * width + t - panel));
    }
    if (samples == 1) continue;
    for (int s = 0; s < samples; s++)
      for (int t = 0; t < steps; t += 16)
        STORE(to + s * sample_stride + t,
              WHERE((lanes_i32)LANE < steps - t, LOAD(line + s * steps + t)));
  }
}

KERNEL(
  spike_unpack_time,
  (const float *packed, int row, int samples, int count, int first, int end, int steps,
   int padded_steps, int64_t sample_stride, float *rows),
  (packed, row, samples, count, first, end, steps, padded_steps, sample_stride, rows))
