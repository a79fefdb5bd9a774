#include "CSpikeSystem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// All that a handler may touch: lock-free atomics, and what is set before it is installed.

enum { KINDS = 5, MOST_CHILDREN = 1024 };

static const int kinds[KINDS] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

static struct {
  int status;
  int coordinated;
  const char *notice;
  size_t length;
  atomic_int asks;
  atomic_int asked;
  atomic_int seen[KINDS];
  _Atomic pid_t children[MOST_CHILDREN];
} state;

static void say(const char *text, size_t length) {
  // Nobody can be told if that fails.
  if (write(STDERR_FILENO, text, length) < 0) return;
}

static void handle(int number) {
  const int before = errno;
  if (!atomic_load(&state.asks)) {
    static const char word[] = "interrupted\n";
    say(word, sizeof word - 1);
    _exit(state.status);
  }
  int repeated = 0;
  for (int kind = 0; kind < KINDS; kind++)
    if (kinds[kind] == number) repeated = atomic_exchange(&state.seen[kind], 1);
  if (!atomic_exchange(&state.asked, 1)) {
    say(state.notice, state.length);
  } else if (repeated || !state.coordinated) {
    for (int child = 0; child < MOST_CHILDREN; child++) {
      const pid_t pid = atomic_load(&state.children[child]);
      if (pid > 0) kill(pid, SIGKILL);
    }
    _exit(state.status);
  }
  errno = before;
}

void spike_signals_end(int status) {
  state.status = status;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigset_t all;
  sigemptyset(&all);
  for (int kind = 0; kind < KINDS; kind++) sigaddset(&all, kinds[kind]);
  // One at a time.
  action.sa_mask = all;
  for (int kind = 0; kind < KINDS; kind++) sigaction(kinds[kind], &action, NULL);
  pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

void spike_signals_ask(int coordinated, const char *notice, size_t length) {
  state.coordinated = coordinated;
  state.notice = notice;
  state.length = length;
  atomic_store(&state.asks, 1);
}

int spike_signals_asked(void) { return atomic_load(&state.asked); }

int spike_child_add(pid_t child) {
  for (int place = 0; place < MOST_CHILDREN; place++) {
    pid_t none = 0;
    if (atomic_compare_exchange_strong(&state.children[place], &none, child)) return 1;
  }
  return 0;
}

void spike_child_remove(pid_t child) {
  for (int place = 0; place < MOST_CHILDREN; place++) {
    pid_t found = child;
    if (atomic_compare_exchange_strong(&state.children[place], &found, 0)) return;
  }
}
