#ifndef C_SPIKE_THREADS_H
#define C_SPIKE_THREADS_H

// Private to the package: only SpikeKernels calls these.

// Cores this process may run on.
int spike_available_cores(void);

// Calls work(context, 0) and, on threads that are kept for it, work(context, 1) and so on below
// `threads`; returns when all calls that began have returned. A thread that comes after
// work(context, 0) has returned is not let in. 0: another loop has the threads, nothing was done.
typedef void (*spike_work)(void *context, int worker);
int spike_share(int threads, spike_work work, void *context);

// From here on results of this thread's operations that are too small for a normal number are 0, where they would be
// slow. Returns what was set before, for the second function.
unsigned spike_flush_subnormals(void);
void spike_restore_arithmetic(unsigned before);

#endif
