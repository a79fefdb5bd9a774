#ifndef C_SPIKE_DISPATCH_H
#define C_SPIKE_DISPATCH_H

#include "CSpikeKernels.h"

// Contraction off: a compiler that fused where it liked would give each instruction set its own
// last bit, and a threshold turns one bit into another spike train.
#pragma STDC FP_CONTRACT OFF

typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t lanes_i32 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t lanes_u32 __attribute__((vector_size(64), aligned(4)));

#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))
#define LOAD(pointer) (*(const lanes *)(pointer))
#define STORE(pointer, value) (*(lanes *)(pointer) = (value))
#define SPLAT(x) ((lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x})
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
// Lanes of `a` where the mask (a comparison: all ones or all zeros) holds, else 0.
#define WHERE(mask, a) ((lanes)((lanes_i32)(mask) & (lanes_i32)(a)))
// Lanes of `a` where the mask holds, else of `b`.
#define SELECT(mask, a, b) \
  ((lanes)(((lanes_i32)(mask) & (lanes_i32)(a)) | (~(lanes_i32)(mask) & (lanes_i32)(b))))
#define ABS(a) __builtin_elementwise_abs(a)

// Calls `call(n)` with a constant n, so that the rows of a tile unroll into registers.
#define FOR_VECTORS(count, call) \
  switch (count) {               \
    case 1: call(1); break;      \
    case 2: call(2); break;      \
    case 3: call(3); break;      \
    case 4: call(4); break;      \
    case 5: call(5); break;      \
    case 6: call(6); break;      \
    case 7: call(7); break;      \
    default: call(8); break;     \
  }

// Calls `call(kind)` with a constant reset.
#define FOR_RESETS(reset, call)                              \
  switch (reset) {                                           \
    case SPIKE_RESET_SUBTRACT: call(SPIKE_RESET_SUBTRACT); break; \
    case SPIKE_RESET_ZERO: call(SPIKE_RESET_ZERO); break;    \
    default: call(SPIKE_RESET_NONE); break;                  \
  }

// Writes the public function `name` over the always-inlined `name_body`: one clone for each
// instruction set, chosen by a variable rather than by an ifunc, so that tests can run them all.
#if defined(__x86_64__) && defined(__linux__)
#define KERNEL(name, parameters, arguments)                                                     \
  __attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void                  \
      name##_avx512 parameters { name##_body arguments; }                                       \
  __attribute__((target("arch=x86-64-v3"))) static void name##_avx2 parameters {                \
    name##_body arguments;                                                                      \
  }                                                                                             \
  static void name##_baseline parameters { name##_body arguments; }                             \
  void name parameters {                                                                        \
    switch (spike_instruction_set()) {                                                          \
      case SPIKE_AVX512: name##_avx512 arguments; break;                                        \
      case SPIKE_AVX2: name##_avx2 arguments; break;                                            \
      default: name##_baseline arguments; break;                                                \
    }                                                                                           \
  }
#else
#define KERNEL(name, parameters, arguments) \
  void name parameters { name##_body arguments; }
#endif

#endif
