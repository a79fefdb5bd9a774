#ifndef SPIKE_ARM_CALL_H
#define SPIKE_ARM_CALL_H

#include <stdint.h>

// A call of a kernel across two processes that share memory at one address: the tests' own, on
// x86-64, and one that qemu runs as an Arm program.
//
// Everything a kernel is handed lies in the arena: buffers because their allocation is taken over,
// and what lies on a caller's stack (constants, results) because it is copied in and out.

#define ARENA_ADDRESS ((char *)0x100000000000)
#define ARENA_BYTES (INT64_C(1) << 36)

enum { MOST_ARGUMENTS = 24, MOST_COPIES = 1024, ARENA_DESCRIPTOR = 3, ASKED = 4, ANSWERED = 5 };

// What a call asks for, at the arena's begin.
typedef struct {
  int32_t function, count;
  uint64_t arguments[MOST_ARGUMENTS];
  int64_t result;
  char copies[MOST_COPIES];
} call_record;

// Here: a call in the order of its arguments; one at a time.
void call_begin(int function, const char *name);
void call_integer(int64_t value);
void call_float(float value);
// A value outside of the arena is of `bytes` bytes.
void call_pointer(const void *value, int64_t bytes, int is_constant);
int64_t call_end(void);

// There.
int64_t call_function(const call_record *record);
#define pointer(index) ((void *)(uintptr_t)record->arguments[index])
#define integer(index) (int64_t)record->arguments[index]
static inline float number_of(uint64_t bits) {
  union { uint32_t bits; float value; } both = {.bits = (uint32_t)bits};
  return both.value;
}
#define number(index) number_of(record->arguments[index])

#endif
