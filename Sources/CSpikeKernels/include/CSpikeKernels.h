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

#include "forward.h"
#include "neurons.h"
#include "stepwise.h"
#include "events.h"
#include "values.h"
#include "windows.h"
#include "sliding.h"
#include "backward.h"
#include "parameters.h"

#endif
