#ifndef C_SPIKE_DISPATCH_H
#define C_SPIKE_DISPATCH_H

#include "CSpikeKernels.h"

#include <string.h>

// Contraction off: a compiler that fused where it liked would give each instruction set its own
// last bit, and a threshold turns one bit into another spike train.
#pragma STDC FP_CONTRACT OFF

// Functions that take or return lanes are always inlined: no call hands over a vector.
#pragma clang diagnostic ignored "-Wpsabi"

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

// The numbers 0 ... 15.
#define LANE ((lanes_u32){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})

// One bit for each lane of a mask (a comparison) that holds.
typedef _Bool lane_bits __attribute__((ext_vector_type(16)));
INLINE uint32_t bits_of(const lanes_i32 *mask) {
  const lane_bits packed = __builtin_convertvector(*mask, lane_bits);
  uint16_t bits;
  memcpy(&bits, &packed, sizeof bits);
  return bits;
}

// How many bits of each lane are set.
INLINE lanes_u32 bit_counts(lanes_u32 x) {
  x -= (x >> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >> 2) & 0x33333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f;
  return (x * 0x01010101) >> 24;
}

// Transposes 16 rows of 16 lanes in place, halves of ever smaller blocks at a time.
#define EXCHANGE(first, distance, low, high)                                     \
  do {                                                                           \
    const lanes a = rows[first], b = rows[(first) + (distance)];                 \
    rows[first] = __builtin_shufflevector(a, b, low);                            \
    rows[(first) + (distance)] = __builtin_shufflevector(a, b, high);            \
  } while (0)
#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
INLINE void transpose(lanes rows[16]) {
  UNROLL for (int i = 0; i < 8; i++) EXCHANGE(i, 8, LOW_8, HIGH_8);
  UNROLL for (int i = 0; i < 8; i++) EXCHANGE(i / 4 * 8 + i % 4, 4, LOW_4, HIGH_4);
  UNROLL for (int i = 0; i < 8; i++) EXCHANGE(i / 2 * 4 + i % 2, 2, LOW_2, HIGH_2);
  UNROLL for (int i = 0; i < 8; i++) EXCHANGE(i * 2, 1, LOW_1, HIGH_1);
}

// Transposes 32 words of 32 bits in place: bit i of word k becomes bit k of word i. Blocks of bits change
// places, ever smaller ones; the first half of the words and the second are a vector each.
#define EXCHANGE_BITS(distance, bits, other)                                                   \
  UNROLL for (int half = 0; half < 2; half++) {                                                \
    const lanes_u32 own = x[half];                                                             \
    const lanes_u32 there = __builtin_shufflevector(own, own, other);                          \
    const lanes_u32 low = (own & bits) | ((there & bits) << distance);                         \
    const lanes_u32 high = (own & ~bits) | ((there >> distance) & bits);      \
    const lanes_i32 is_high = (LANE & distance) != 0;                                          \
    x[half] = ((lanes_u32)is_high & high) | (~(lanes_u32)is_high & low);                       \
  }
#define OTHER_8 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7
#define OTHER_4 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11
#define OTHER_2 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13
#define OTHER_1 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14
INLINE void transpose_bits(uint32_t words[32]) {
  lanes_u32 x[2] = {*(const lanes_u32 *)words, *(const lanes_u32 *)(words + 16)};
  const lanes_u32 first = x[0], second = x[1];
  x[0] = (first & 0xffff) | (second << 16);
  x[1] = (first >> 16) | (second & 0xffff0000u);
  EXCHANGE_BITS(8, 0x00ff00ffu, OTHER_8)
  EXCHANGE_BITS(4, 0x0f0f0f0fu, OTHER_4)
  EXCHANGE_BITS(2, 0x33333333u, OTHER_2)
  EXCHANGE_BITS(1, 0x55555555u, OTHER_1)
  *(lanes_u32 *)words = x[0];
  *(lanes_u32 *)(words + 16) = x[1];
}

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

// Calls `call(n)` with a constant n of at most `most`, a constant too.
#define FOR_ROWS(most, count, call)                        \
  if ((count) >= (most)) {                                 \
    call(most);                                            \
  } else {                                                 \
    switch (count) {                                       \
      case 1: call(1); break;                              \
      case 2: call(2); break;                              \
      case 3: if ((most) > 3) call(3); break;              \
      case 4: if ((most) > 4) call(4); break;              \
      case 5: if ((most) > 5) call(5); break;              \
      case 6: if ((most) > 6) call(6); break;              \
      case 7: if ((most) > 7) call(7); break;              \
    }                                                      \
  }

// Calls `call(kind)` with a constant reset.
#define FOR_RESETS(reset, call)                              \
  switch (reset) {                                           \
    case SPIKE_RESET_SUBTRACT: call(SPIKE_RESET_SUBTRACT); break; \
    case SPIKE_RESET_ZERO: call(SPIKE_RESET_ZERO); break;    \
    default: call(SPIKE_RESET_NONE); break;                  \
  }

// Calls `call(n)` with a constant number of steps n.
#define FOR_WIDE_STEPS(count, call)                                              \
  switch (count) {                                                               \
    case 1: call(1); break;   case 2: call(2); break;   case 3: call(3); break;  \
    case 4: call(4); break;   case 5: call(5); break;   case 6: call(6); break;  \
    case 7: call(7); break;   case 8: call(8); break;   case 9: call(9); break;  \
    case 10: call(10); break; case 11: call(11); break; case 12: call(12); break; \
    case 13: call(13); break; case 14: call(14); break; case 15: call(15); break; \
    case 16: call(16); break; case 17: call(17); break; case 18: call(18); break; \
    case 19: call(19); break; case 20: call(20); break; case 21: call(21); break; \
    case 22: call(22); break; case 23: call(23); break; case 24: call(24); break; \
    default: call(25); break;                                                    \
  }

// Register blocks, a constant in each clone. Sixteen lanes are one of AVX-512's 32 registers, two of AVX2's
// 16 and four of NEON's 32; a block whose sums and operands do not fit is spilt at every turn of its loop.
// No block changes a byte: each sum keeps its order.
//
// BLOCK_ROWS times BLOCK_VECTORS sums of a product of rows and lane vectors: 24 + 4 registers of AVX-512,
// 12 + 3 of AVX2, 24 + 5 of NEON. PULL_ROWS times PULL_VECTORS where every row has a pointer of its own.
// CHAINS recurrences side by side, so that their latencies overlap. (SSE2 calls a function for a fused
// multiply-add: no block of its own would be felt.)
#define BLOCK_ROWS 6
#define BLOCK_VECTORS(set) ((set) == SPIKE_AVX512 ? 4 : 1)
#define PULL_ROWS(set) ((set) == SPIKE_AVX512 ? 8 : 6)
#define PULL_VECTORS(set) ((set) == SPIKE_AVX512 ? 2 : 1)
#define CHAINS(set) ((set) == SPIKE_AVX512 ? 4 : 2)

// Writes the public function `name` over the always-inlined `name_body`: one clone for each
// instruction set, chosen by a variable rather than by an ifunc, so that tests can run them all.
// With prefetchw every __builtin_prefetch(…, 1) takes a line from the other cores, to be written. Processors of these
// sets that do not have it do nothing.
// KERNEL_BLOCKED hands its body the instruction set first, for the sizes of its blocks.
#if defined(__x86_64__) && defined(__linux__)
#define KERNEL(name, parameters, arguments)                                                     \
  CLONES(name, name##_body arguments, name##_body arguments, name##_body arguments, parameters, \
         arguments)
#define KERNEL_BLOCKED(name, parameters, arguments)                                             \
  CLONES(name, name##_body(SPIKE_AVX512, LISTED arguments),                                     \
         name##_body(SPIKE_AVX2, LISTED arguments),                                             \
         name##_body(SPIKE_BASELINE, LISTED arguments), parameters, arguments)
#define CLONES(name, avx512, avx2, baseline, parameters, arguments)                             \
  __attribute__((target("arch=x86-64-v4,prfchw"), min_vector_width(512))) static void           \
      name##_avx512 parameters { avx512; }                                                      \
  __attribute__((target("arch=x86-64-v3,prfchw"))) static void name##_avx2 parameters { avx2; } \
  static void name##_baseline parameters { baseline; }                                          \
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
#define KERNEL_BLOCKED(name, parameters, arguments) \
  void name parameters { name##_body(SPIKE_BASELINE, LISTED arguments); }
#endif
#define LISTED(...) __VA_ARGS__

#endif
