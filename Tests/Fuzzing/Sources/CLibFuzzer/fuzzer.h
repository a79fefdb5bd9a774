#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop, which the compiler's `-sanitize=fuzzer` links.
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*target)(const uint8_t *data, size_t size));
