#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

#include "CSpikeThreads.h"

// A training step is some forty loops, each of a fraction of a millisecond. To wake a sleeping thread
// takes as long as many of them, so the helpers of a loop look out for the next one for a while.

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

enum { MOST_HELPERS = 1023, SPINS = 10000, PATIENCE = 1000 };

static struct {
  // One loop at a time has the crew.
  atomic_flag taken;
  // The number of the loop, and in the lower half the places in it that are still free.
  _Atomic uint64_t state;
  atomic_int returned;
  spike_work work;
  void *context;
  // How long to look out before going to sleep.
  atomic_int spins;
  atomic_int sleeping;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  int helpers;
  // Loops until another helper is looked for, where the system had none to give.
  int patience;
  // When the last helper was hired.
  int cores;
} crew = {
  .taken = ATOMIC_FLAG_INIT,
  .lock = PTHREAD_MUTEX_INITIALIZER,
  .wake = PTHREAD_COND_INITIALIZER,
};

static uint32_t loop_of(uint64_t state) { return (uint32_t)(state >> 32); }
static uint32_t places_of(uint64_t state) { return (uint32_t)state; }

// Returns once there is another loop than `seen`.
static uint64_t await(uint32_t seen) {
  for (int spin = atomic_load_explicit(&crew.spins, memory_order_relaxed); spin > 0; spin--) {
    const uint64_t state = atomic_load(&crew.state);
    if (loop_of(state) != seen) return state;
    RELAX();
  }
  pthread_mutex_lock(&crew.lock);
  atomic_fetch_add(&crew.sleeping, 1);
  while (loop_of(atomic_load(&crew.state)) == seen) pthread_cond_wait(&crew.wake, &crew.lock);
  atomic_fetch_sub(&crew.sleeping, 1);
  pthread_mutex_unlock(&crew.lock);
  return atomic_load(&crew.state);
}

static void *help(void *first) {
  uint32_t seen = (uint32_t)(uintptr_t)first;
  for (;;) {
    uint64_t state = await(seen);
    seen = loop_of(state);
    // A loop that is over has no places, and its number may have been the one before.
    while (places_of(state) > 0) {
      if (!atomic_compare_exchange_weak(&crew.state, &state, state - 1)) continue;
      seen = loop_of(state);
      crew.work(crew.context, (int)places_of(state));
      atomic_fetch_add(&crew.returned, 1);
      break;
    }
  }
  return NULL;
}

// Signals stay with the threads that were there before.
static void hire(int wanted) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const uintptr_t seen = loop_of(atomic_load(&crew.state));
  crew.cores = spike_available_cores();
  while (crew.helpers < wanted && crew.helpers < MOST_HELPERS) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, help, (void *)seen) != 0) {
      crew.patience = PATIENCE;
      break;
    }
    pthread_detach(thread);
    crew.helpers++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int spike_share(int threads, spike_work work, void *context) {
  if (atomic_flag_test_and_set(&crew.taken)) return 0;
  const uint32_t places = (uint32_t)threads - 1;
  if (crew.helpers < (int)places && --crew.patience < 0) hire((int)places);
  atomic_store(&crew.spins, threads <= crew.cores ? SPINS : 0);
  crew.work = work;
  crew.context = context;
  atomic_store(&crew.returned, 0);
  const uint64_t loop = (uint64_t)(loop_of(atomic_load(&crew.state)) + 1) << 32;
  atomic_store(&crew.state, loop | places);
  if (atomic_load(&crew.sleeping) > 0) {
    pthread_mutex_lock(&crew.lock);
    pthread_cond_broadcast(&crew.wake);
    pthread_mutex_unlock(&crew.lock);
  }
  work(context, 0);
  // Whoever comes now is late. Those that came are at their last item.
  const int joined = (int)(places - places_of(atomic_exchange(&crew.state, loop)));
  for (int spin = 0; atomic_load(&crew.returned) < joined; spin++) {
    if (spin < SPINS) RELAX();
    else sched_yield();
  }
  atomic_flag_clear(&crew.taken);
  return 1;
}
