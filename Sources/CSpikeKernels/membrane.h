#ifndef C_SPIKE_MEMBRANE_H
#define C_SPIKE_MEMBRANE_H

#include "dispatch.h"

// What the ways back through the membrane share. They run from the last step to the first, for
// `columns->vectors` lane vectors of neurons.

// Membranes lie in blocks of 16 neurons: [blocks][steps][16].
#define MEMBRANES(v, t) LOAD(columns->membranes + ((int64_t)(v) * columns->steps + (t)) * 16)

// U of the lane vector v one step before t.
#define BEFORE(v, t)                                              \
  ((t) > 0            ? MEMBRANES(v, (t) - 1)                     \
   : columns->earlier ? LOAD(columns->earlier + 16 * (int64_t)(v)) \
                      : SPLAT(0.0f))

// The threshold of the lane vector v at step t. Of the step before the first it is asked too: what was
// crossed there, if anything, was the first step's.
#define THRESHOLD(v, t)                                                                        \
  (columns->thresholds                                                                         \
     ? LOAD(columns->thresholds + ((int64_t)(v) * columns->steps + ((t) > 0 ? (t) : 0)) * 16)  \
     : SPLAT(columns->neuron.threshold))

// The membrane decay of the lane vector v.
#define DECAY(v) \
  (columns->betas ? LOAD(columns->betas + 16 * (int64_t)(v)) : SPLAT(columns->neuron.beta))

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
