#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a program needs of the system where Swift's own means fail: in signal handlers, and where no
// thread can be started; and the checksum of files, of which a debug build in Swift would be slow.

// SHA-256 (FIPS 180-4): takes in `count` blocks of 64 bytes, one after another.
void spike_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);

// A signal that asks to stop: INT, TERM, HUP, USR1, USR2, alike.
//
// From this call on, whichever comes first ends the process with `status`, after a word on standard
// error. Unblocks them: a parent may have held them back until there is a handler.
void spike_signals_end(int status);

// From this call on, the first asks, and writes `notice`, which must stay, to standard error. The second
// (of the same kind, where `coordinated`) kills the children and ends the process with the status above.
void spike_signals_ask(int coordinated, const char *notice, size_t length);

// Whether one has asked.
int spike_signals_asked(void);

// Processes that the second signal kills. 0 if there is no room for another.
int spike_child_add(pid_t child);
void spike_child_remove(pid_t child);

// Calls `beat` every so many seconds, on a thread of its own that takes no signals, until it is stopped.
// NULL, and the reason in errno, where no thread can be started.
typedef struct spike_timer spike_timer;
spike_timer *spike_timer_start(double seconds, void (*beat)(void *context), void *context);

// Returns when no call is under way any more, and there will be none.
void spike_timer_stop(spike_timer *timer);

// Whether so many threads can be started at once: 0, or the reason as an error number.
int spike_threads_check(int count);
