#include "dispatch.h"

#include <stdatomic.h>

// The variable behind every kernel's dispatch: -1 until first asked.
static _Atomic int chosen = -1;

int spike_best_instruction_set(void) {
#if defined(__x86_64__) && defined(__linux__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512cd"))
    return SPIKE_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2"))
    return SPIKE_AVX2;
#endif
  return SPIKE_BASELINE;
}

int spike_instruction_set(void) {
  int set = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (set < 0) {
    set = spike_best_instruction_set();
    atomic_store_explicit(&chosen, set, memory_order_relaxed);
  }
  return set;
}

void spike_choose_instruction_set(int set) {
  atomic_store_explicit(&chosen, set, memory_order_relaxed);
}
