#ifndef C_SPIKE_FILES_H
#define C_SPIKE_FILES_H

#include <stddef.h>
#include <stdint.h>

// Private to the package: only SpikeData calls these.

// SHA-256 (FIPS 180-4): takes in `count` blocks of 64 bytes, one after another.
void spike_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
