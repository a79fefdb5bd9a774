#include "CSpikeThreads.h"

// Numbers below FLT_MIN cost an x86-64 core a hundred cycles each where they come out of an operation. LFP moves a
// weight by what it contributes: those that contribute little go towards 0 and never arrive, and their products with
// feedback are such numbers.

#if defined(__x86_64__)
enum { FLUSH_TO_ZERO = 0x8000 };

unsigned spike_flush_subnormals(void) {
  const unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | FLUSH_TO_ZERO);
  return before;
}

void spike_restore_arithmetic(unsigned before) { __builtin_ia32_ldmxcsr(before); }
#else
// Arm's cores are said to take them at full speed; not measured.
unsigned spike_flush_subnormals(void) { return 0; }

void spike_restore_arithmetic(unsigned before) { (void)before; }
#endif
