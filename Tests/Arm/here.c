#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "call.h"

extern char **environ;

// Linked into a program in place of its kernels: sends each call to a process on Arm, and hands out
// the memory that the two share. SPIKE_ARM_KERNELS names the Arm program, SPIKE_ARM_EMULATOR what
// runs it; SPIKE_ARM_CALLS a file that how often each function was called is added to.

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "kernels on Arm: %s\n", what);
  abort();
}

// MARK: The arena

enum { CLASSES = 40, SMALLEST = 7 };

// Blocks of 2^class bytes; those given back are linked through their first word.
static struct {
  int descriptor;
  char *next;
  void *given_back[CLASSES];
} arena;

static int is_inside(const void *address) {
  return (const char *)address >= ARENA_ADDRESS && (const char *)address < ARENA_ADDRESS + ARENA_BYTES;
}

static void open_arena(void) {
  if (arena.next) return;
  arena.descriptor = memfd_create("arena", MFD_CLOEXEC);
  if (arena.descriptor < 0 || ftruncate(arena.descriptor, ARENA_BYTES) != 0) fail("no arena");
  if (mmap(ARENA_ADDRESS, ARENA_BYTES, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_NORESERVE, arena.descriptor, 0) == MAP_FAILED)
    fail("mmap of the arena");
  arena.next = ARENA_ADDRESS + 4096;
}

// Before each block stands its class, a cache line ahead.
int __wrap_posix_memalign(void **address, size_t alignment, size_t bytes) {
  if (alignment > 64) fail("an alignment beyond a cache line");
  int class = SMALLEST;
  while (((size_t)1 << class) < bytes + 64) class++;
  pthread_mutex_lock(&lock);
  open_arena();
  char *block = arena.given_back[class];
  if (block) {
    memcpy(&arena.given_back[class], block + 64, sizeof(void *));
  } else {
    block = arena.next;
    arena.next += (size_t)1 << class;
    if (!is_inside(arena.next)) fail("the arena is full");
    memcpy(block, &class, sizeof class);
  }
  pthread_mutex_unlock(&lock);
  *address = block + 64;
  return 0;
}

void __real_free(void *address);
void __wrap_free(void *address) {
  if (!is_inside(address)) {
    __real_free(address);
    return;
  }
  char *const block = (char *)address - 64;
  int class;
  memcpy(&class, block, sizeof class);
  pthread_mutex_lock(&lock);
  // Pages of large blocks go back to the system.
  if (class >= 20) madvise(block + 4096, ((size_t)1 << class) - 8192, MADV_REMOVE);
  memcpy(address, &arena.given_back[class], sizeof(void *));
  arena.given_back[class] = block;
  pthread_mutex_unlock(&lock);
}

// MARK: Calls

enum { MOST_FUNCTIONS = 128 };

static struct {
  int asks, answers;
  int copied;
  int64_t copies;
  struct { void *to; const void *from; int64_t bytes; } back[MOST_ARGUMENTS];
  const char *names[MOST_FUNCTIONS];
  int64_t counts[MOST_FUNCTIONS];
} state = {.asks = -1};

static call_record *record(void) { return (call_record *)ARENA_ADDRESS; }

static void write_counts(void) {
  const char *const path = getenv("SPIKE_ARM_CALLS");
  FILE *const file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  for (int function = 0; function < MOST_FUNCTIONS; function++)
    if (state.counts[function])
      fprintf(file, "%s %lld\n", state.names[function], (long long)state.counts[function]);
  fclose(file);
}

static void start(void) {
  int asks[2], answers[2];
  open_arena();
  if (pipe2(asks, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) fail("no pipe");
  const char *const program = getenv("SPIKE_ARM_KERNELS"), *emulator = getenv("SPIKE_ARM_EMULATOR");
  if (!program) fail("SPIKE_ARM_KERNELS names no program");
  if (!emulator) emulator = "qemu-aarch64";
  // Copies above those that the program expects, so that none is overwritten before it is handed on.
  const int high[3] = {
    fcntl(arena.descriptor, F_DUPFD_CLOEXEC, 64), fcntl(asks[0], F_DUPFD_CLOEXEC, 64),
    fcntl(answers[1], F_DUPFD_CLOEXEC, 64)};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, high[0], ARENA_DESCRIPTOR);
  posix_spawn_file_actions_adddup2(&actions, high[1], ASKED);
  posix_spawn_file_actions_adddup2(&actions, high[2], ANSWERED);
  char *const words[] = {(char *)emulator, (char *)program, NULL};
  pid_t pid;
  if (posix_spawnp(&pid, emulator, &actions, NULL, words, environ) != 0) fail("no emulator");
  posix_spawn_file_actions_destroy(&actions);
  for (int end = 0; end < 3; end++) close(high[end]);
  close(asks[0]);
  close(answers[1]);
  state.asks = asks[1];
  state.answers = answers[0];
  atexit(write_counts);
}

void call_begin(int function, const char *name) {
  pthread_mutex_lock(&lock);
  if (state.asks < 0) start();
  record()->function = function;
  record()->count = 0;
  state.copied = 0;
  state.copies = 0;
  state.names[function] = name;
  state.counts[function]++;
}

void call_integer(int64_t value) { record()->arguments[record()->count++] = (uint64_t)value; }

void call_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  call_integer(bits);
}

void call_pointer(const void *value, int64_t bytes, int is_constant) {
  if (!value || is_inside(value)) {
    call_integer((int64_t)(uintptr_t)value);
    return;
  }
  char *const copy = record()->copies + state.copies;
  state.copies += (bytes + 63) / 64 * 64;
  if (state.copies > MOST_COPIES) fail("too much lies outside of the arena");
  memcpy(copy, value, (size_t)bytes);
  call_integer((int64_t)(uintptr_t)copy);
  if (is_constant) return;
  state.back[state.copied].to = (void *)(uintptr_t)value;
  state.back[state.copied].from = copy;
  state.back[state.copied++].bytes = bytes;
}

int64_t call_end(void) {
  char byte = 0;
  if (write(state.asks, &byte, 1) != 1 || read(state.answers, &byte, 1) != 1)
    fail(state.names[record()->function]);
  for (int copy = 0; copy < state.copied; copy++)
    memcpy(state.back[copy].to, state.back[copy].from, (size_t)state.back[copy].bytes);
  const int64_t result = record()->result;
  pthread_mutex_unlock(&lock);
  return result;
}
