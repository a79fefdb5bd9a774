#include "membrane.h"

// Layer-wise Feedback Propagation through the membrane.
//
// Each body has two modes. Without `carry` it turns rewards into coefficients. With it, it takes a
// reward of 1 at every step and writes what the membrane would carry of it to the step before.

// Calls `call(reset, kind, carries)` with constants, `kinds` of them from 0 on.
#define FOR_MODES(reset, kind, call)                          \
  do {                                                        \
    if (columns->carry) call(reset, kind, 1);                 \
    else call(reset, kind, 0);                                \
  } while (0)
#define FOR_KINDS(reset, kind, call)                                \
  switch (kind) {                                                   \
    case 0: FOR_MODES(reset, 0, call); break;                       \
    case 1: FOR_MODES(reset, 1, call); break;                       \
    case 2: FOR_MODES(reset, 2, call); break;                       \
    default: FOR_MODES(reset, 3, call); break;                      \
  }
#define FOR_RESETS_AND_KINDS(kind, call)                                                  \
  switch (columns->neuron.reset) {                                                               \
    case SPIKE_RESET_SUBTRACT: FOR_KINDS(SPIKE_RESET_SUBTRACT, kind, call); break;        \
    case SPIKE_RESET_ZERO: FOR_KINDS(SPIKE_RESET_ZERO, kind, call); break;                \
    default: FOR_KINDS(SPIKE_RESET_NONE, kind, call); break;                              \
  }

// Calls `call(n)` for n lane vectors at a time, `v` being the first of them.
#define IN_BLOCKS(call)                                      \
  do {                                                       \
    int v = 0;                                               \
    for (; v + CHAINS(set) <= columns->vectors; v += CHAINS(set)) call(CHAINS(set)); \
    FOR_ROWS(CHAINS(set), columns->vectors - v, call)        \
  } while (0)

// The reward of a step: what arrives, at an output that is turned with the sign of the sum, and what
// the step after carried here.
#define REWARD(arriving, turned, sum, carried, t) \
  (((turned) ? SIGNED(arriving, sum) : (arriving)) + (carried)) * FACTOR(t)

// Some lane vectors at a time, so that their divisions overlap.
INLINE void whole_block(
  const spike_columns *columns, const int first, const int vectors, const int reset,
  const int kind, const int carries, float epsilon) {
  const lanes eps = SPLAT(epsilon);
  lanes carried[4], u[4], decays[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    carried[v] = SPLAT(0.0f);
    decays[v] = DECAY(first + v);
    u[v] = MEMBRANES(first + v, columns->steps - 1);
  }
  for (int t = columns->steps - 1; t >= 0; t--) {
    UNROLL for (int v = 0; v < vectors; v++) {
      float *const here = columns->local + HERE(first + v, t);
      const lanes before = BEFORE(first + v, t), decay = decays[v];
      const lanes theta = THRESHOLD(first + v, t - 1);
      const lanes sum = SUM(u[v], before), arriving = LOAD(here);
      const lanes reward =
        carries ? SPLAT(1.0f) : REWARD(arriving, kind == 2, sum, carried[v], t);
      const lanes g = reward / (kind == 0 ? ABS(before) + ABS(sum - before) + eps
                                          : sum + SELECT(sum >= 0, eps, -eps));
      carried[v] = KEPT(before) * g;
      if (carries) {
        STORE(columns->carry + HERE(first + v, t), carried[v]);
        STORE(here, kind == 2 ? SIGNED(arriving, sum) : arriving);
      } else {
        STORE(here, g);
      }
      u[v] = before;
    }
  }
}

INLINE void lfp_whole(
  const int set, const spike_columns *columns, const int reset, const int kind, const int carries,
  float epsilon) {
#define CALL(n) whole_block(columns, v, n, reset, kind, carries, epsilon)
  IN_BLOCKS(CALL);
#undef CALL
}

INLINE void spike_lfp_whole_body(const int set, const spike_columns *columns, int kind, float epsilon) {
#define CALL(reset, kind, carries) lfp_whole(set, columns, reset, kind, carries, epsilon)
  FOR_RESETS_AND_KINDS(kind, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_lfp_whole, (const spike_columns *columns, int kind, float epsilon),
  (columns, kind, epsilon))

// kind: 1 for the membrane as a path, 2 for a turned output.
INLINE void magnitudes_block(
  const spike_columns *columns, const int first, const int vectors, const int reset,
  const int kind, const int carries, float epsilon, const float *magnitudes) {
  const lanes eps = SPLAT(epsilon);
  const int is_path = kind & 1, turned = kind & 2;
  lanes carried[4], u[4], decays[4];
  UNROLL for (int v = 0; v < vectors; v++) {
    carried[v] = SPLAT(0.0f);
    decays[v] = DECAY(first + v);
    u[v] = MEMBRANES(first + v, columns->steps - 1);
  }
  for (int t = columns->steps - 1; t >= 0; t--) {
    UNROLL for (int v = 0; v < vectors; v++) {
      float *const here = columns->local + HERE(first + v, t);
      const lanes before = BEFORE(first + v, t), decay = decays[v];
      const lanes theta = THRESHOLD(first + v, t - 1);
      const lanes sum = SUM(u[v], before), kept = KEPT(before), arriving = LOAD(here);
      const lanes reward = carries ? SPLAT(1.0f) : REWARD(arriving, turned, sum, carried[v], t);
      const lanes share = SIGNED(reward, sum);
      const lanes of_current = LOAD(magnitudes + HERE(first + v, t));
      lanes g;
      if (is_path) {
        const lanes current = ABS(sum - kept);
        const lanes q = share / (ABS(kept) + current + eps);
        g = current * q / (of_current + eps);
        carried[v] = kept * q;
      } else {
        g = share / (ABS(kept) + of_current + eps);
        carried[v] = kept * g;
      }
      if (carries) {
        STORE(columns->carry + HERE(first + v, t), carried[v]);
        STORE(here, turned ? SIGNED(arriving, sum) : arriving);
      } else {
        STORE(here, g);
      }
      u[v] = before;
    }
  }
}

INLINE void lfp_magnitudes(
  const int set, const spike_columns *columns, const int reset, const int kind, const int carries,
  float epsilon, const float *magnitudes) {
#define CALL(n) magnitudes_block(columns, v, n, reset, kind, carries, epsilon, magnitudes)
  IN_BLOCKS(CALL);
#undef CALL
}

INLINE void spike_lfp_magnitudes_body(
  const int set, const spike_columns *columns, int kind, float epsilon, const float *magnitudes) {
#define CALL(reset, kind, carries) \
  lfp_magnitudes(set, columns, reset, kind, carries, epsilon, magnitudes)
  FOR_RESETS_AND_KINDS(kind, CALL)
#undef CALL
}

KERNEL_BLOCKED(
  spike_lfp_magnitudes,
  (const spike_columns *columns, int kind, float epsilon, const float *magnitudes),
  (columns, kind, epsilon, magnitudes))

INLINE void lfp_signs(
  const spike_columns *columns, const int reset, const int kind, const int carries,
  float epsilon, float alpha, const float *positive, float *negative) {
  const lanes eps = SPLAT(epsilon), for_positive = SPLAT(alpha), for_negative = SPLAT(1 - alpha);
  const int is_path = kind & 1, turned = kind & 2;
  for (int v = 0; v < columns->vectors; v++) {
    const lanes decay = DECAY(v);
    lanes carried = SPLAT(0.0f), u = MEMBRANES(v, columns->steps - 1);
    for (int t = columns->steps - 1; t >= 0; t--) {
      float *const here = columns->local + HERE(v, t);
      const lanes before = BEFORE(v, t);
      const lanes theta = THRESHOLD(v, t - 1);
      const lanes sum = SUM(u, before), kept = KEPT(before), arriving = LOAD(here);
      const lanes reward = carries ? SPLAT(1.0f) : REWARD(arriving, turned, sum, carried, t);
      lanes share = SIGNED(reward, sum), above = LOAD(positive + HERE(v, t)), rest;
      if (is_path) {
        const lanes current = sum - kept;
        const lanes q = share / (ABS(kept) + ABS(current) + eps);
        rest = current - above;
        share = ABS(current) * q;
        carried = kept * q;
      } else {
        above += WHERE(kept > 0, kept);
        rest = sum - above;
      }
      const lanes a = for_positive * share / (above + eps);
      // The sum of the negative ones is a difference of two rounded sums: it counts for no less than
      // such a difference is sure of, so that no contribution receives more than its bound.
      const lanes least = -(SPLAT(SPIKE_SURE_SHARE) * above);
      const lanes b = for_negative * share / (SELECT(rest < least, rest, least) - eps);
      if (!is_path) carried = kept * SELECT(kept > 0, a, b);
      if (carries) {
        STORE(columns->carry + HERE(v, t), carried);
        STORE(here, turned ? SIGNED(arriving, sum) : arriving);
      } else {
        STORE(here, a);
        STORE(negative + HERE(v, t), b);
      }
      u = before;
    }
  }
}

INLINE void spike_lfp_signs_body(
  const spike_columns *columns, int kind, float epsilon, float alpha, const float *positive,
  float *negative) {
#define CALL(reset, kind, carries) \
  lfp_signs(columns, reset, kind, carries, epsilon, alpha, positive, negative)
  FOR_RESETS_AND_KINDS(kind, CALL)
#undef CALL
}

KERNEL(
  spike_lfp_signs,
  (const spike_columns *columns, int kind, float epsilon, float alpha, const float *positive,
   float *negative),
  (columns, kind, epsilon, alpha, positive, negative))

INLINE void spike_carry_rewards_body(
  const float *arriving, const float *carry, float factor, int vectors, float *rewards,
  float *largest) {
  lanes most = SPLAT(0.0f);
  for (int v = 0; v < vectors; v++) {
    lanes reward = LOAD(arriving + 16 * v);
    if (carry) reward += LOAD(carry + 16 * v) * (SPLAT(factor) * LOAD(rewards + 16 * v));
    STORE(rewards + 16 * v, reward);
    most = __builtin_elementwise_max(most, ABS(reward));
  }
  *largest = __builtin_reduce_max(most);
}

KERNEL(
  spike_carry_rewards,
  (const float *arriving, const float *carry, float factor, int vectors, float *rewards,
   float *largest),
  (arriving, carry, factor, vectors, rewards, largest))
