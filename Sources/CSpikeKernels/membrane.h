#ifndef C_SPIKE_MEMBRANE_H
#define C_SPIKE_MEMBRANE_H

#include "dispatch.h"

// What the ways back through the membrane share. They run from the last step to the first, for
// `columns->vectors` lane vectors of neurons.

// Membranes lie in blocks of 16 neurons: [blocks][steps][16].
#define MEMBRANES(v, t) LOAD(columns->membranes + ((int64_t)(v) * columns->steps + (t)) * 16)

// The threshold of the lane vector v at step t; before the first step nothing was crossed.
#define THRESHOLD(v, t)                                                                  \
  (columns->thresholds && (t) >= 0                                                       \
     ? LOAD(columns->thresholds + ((int64_t)(v) * columns->steps + (t)) * 16)            \
     : SPLAT(columns->neuron.threshold))

// Where a row of the columns has the lane vector v at step t.
#define HERE(v, t) ((int64_t)(t) * columns->stride + 16 * (v))

// The membrane's own share of U[t]: what is left of U[t-1].
#define KEPT(before) \
  (reset == SPIKE_RESET_ZERO ? decay * WHERE((before) <= theta, before) : decay * (before))

// The sum of all contributions to U[t]: the membrane before its reset.
#define SUM(u, before) \
  (reset == SPIKE_RESET_SUBTRACT ? (u) + WHERE((before) > theta, theta) : (u))

// `value` with the sign of `sum` multiplied in; the sign of 0 is 1.
#define SIGNED(value, sum) SELECT((sum) >= 0, value, -(value))

// What the reward of step t is multiplied by.
#define FACTOR(t) SPLAT(columns->factors ? columns->factors[t] : 1.0f)

#endif
