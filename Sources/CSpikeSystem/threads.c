#include "CSpikeSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

// A pipe that is written to in the end: the wait for it ends with the time or with that byte.
struct spike_timer {
  double seconds;
  void (*beat)(void *context);
  void *context;
  int ends[2];
  pthread_t thread;
};

static void *run(void *given) {
  spike_timer *timer = given;
  for (;;) {
    struct pollfd end = {.fd = timer->ends[0], .events = POLLIN};
    const int found = poll(&end, 1, (int)(timer->seconds * 1000));
    if (found > 0) return NULL;
    if (found == 0) timer->beat(timer->context);
  }
}

// Signals stay with the threads that were there before.
static int start(pthread_t *thread, void *(*body)(void *), void *context) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int code = pthread_create(thread, NULL, body, context);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return code;
}

spike_timer *spike_timer_start(double seconds, void (*beat)(void *context), void *context) {
  spike_timer *timer = malloc(sizeof *timer);
  if (!timer) return NULL;
  timer->seconds = seconds;
  timer->beat = beat;
  timer->context = context;
  if (pipe(timer->ends) != 0) {
    free(timer);
    return NULL;
  }
  for (int end = 0; end < 2; end++) fcntl(timer->ends[end], F_SETFD, FD_CLOEXEC);
  const int code = start(&timer->thread, run, timer);
  if (code == 0) return timer;
  close(timer->ends[0]);
  close(timer->ends[1]);
  free(timer);
  errno = code;
  return NULL;
}

// Closing the end would not do: a child may have it too.
static void wake(int end, int sleepers) {
  for (; sleepers > 0; sleepers--)
    while (write(end, "", 1) < 0 && errno == EINTR) {}
}

void spike_timer_stop(spike_timer *timer) {
  wake(timer->ends[1], 1);
  pthread_join(timer->thread, NULL);
  close(timer->ends[0]);
  close(timer->ends[1]);
  free(timer);
}

static void *await(void *end) {
  char byte;
  while (read(*(int *)end, &byte, 1) < 0 && errno == EINTR) {}
  return NULL;
}

int spike_threads_check(int count) {
  enum { MOST = 16 };
  pthread_t threads[MOST];
  int ends[2];
  if (pipe(ends) != 0) return errno;
  int started = 0, code = 0;
  while (started < count && started < MOST && code == 0) {
    code = start(&threads[started], await, &ends[0]);
    if (code == 0) started++;
  }
  wake(ends[1], started);
  for (int thread = 0; thread < started; thread++) pthread_join(threads[thread], NULL);
  close(ends[0]);
  close(ends[1]);
  return code;
}
