#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CSpikeSystem.h"
#include "CSpikeThreads.h"

// What C there is beside the kernels: threads, the timer, SHA-256; and the C library's `exp`, of which
// `checks exp FILE` writes a million values, to be compared with another processor's.

// The same arguments everywhere: no product is fused with the sum it enters.
#pragma STDC FP_CONTRACT OFF

static int failures = 0;

static void check(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "  %s: no\n", what);
  failures++;
}

// Each worker adds up the items it takes.
typedef struct {
  _Atomic int next;
  _Atomic int64_t sum;
  _Atomic int workers;
} shared_loop;

static void take_items(void *context, int worker) {
  shared_loop *const loop = context;
  (void)worker;
  loop->workers++;
  for (int item; (item = loop->next++) < 100;) loop->sum += item;
}

static void threads(void) {
  const int cores = spike_available_cores();
  check(cores == sysconf(_SC_NPROCESSORS_ONLN), "as many cores as are online");
  int joined = 0;
  for (int loop = 0; loop < 2000; loop++) {
    shared_loop items = {0};
    check(spike_share(2 + loop % 3, take_items, &items), "a loop has the crew");
    check(items.sum == 4950, "each item is taken once");
    joined += items.workers > 1;
  }
  printf("  %d cores; 2000 loops on 2 to 4 threads, helpers joined %d\n", cores, joined);
  check(joined > 0, "helpers join loops");
  check(spike_threads_check(8) == 0, "eight threads start");
}

static void count_beat(void *context) { ++*(_Atomic int *)context; }

static void timer(void) {
  _Atomic int beats = 0;
  spike_timer *const timer = spike_timer_start(0.01, count_beat, (void *)&beats);
  check(timer != NULL, "a timer starts");
  for (int wait = 0; wait < 500 && beats < 3; wait++) usleep(10000);
  spike_timer_stop(timer);
  const int seen = beats;
  check(seen >= 3, "a timer beats");
  usleep(50000);
  check(beats == seen, "a stopped timer is still");
}

// FIPS 180-2, appendix B.1: the message "abc".
static void checksum(void) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  static const uint32_t expected[8] = {0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                       0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
  uint8_t block[64] = {'a', 'b', 'c', 0x80, [63] = 24};
  spike_sha256_blocks(state, block, 1);
  check(memcmp(state, expected, sizeof state) == 0, "the SHA-256 of abc");
}

// exp from -50 to 50, in the order of a generator.
static int write_exponentials(const char *path) {
  FILE *const file = fopen(path, "wb");
  if (!file) return 1;
  uint64_t state = 1;
  for (int value = 0; value < 1000000; value++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double result = exp((double)(state >> 11) * 0x1p-53 * 100 - 50);
    if (fwrite(&result, sizeof result, 1, file) != 1) return 1;
  }
  return fclose(file) != 0;
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "exp") == 0) return write_exponentials(words[2]);
  threads();
  timer();
  checksum();
  return failures != 0;
}
