// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdbool.h>
#include <stdint.h>

// Counts the calls of malloc, calloc, realloc and their aligned kin by the whole process, libraries included, by
// defining these functions in the program itself, in front of those of the C library, which they call.

// Whether this platform can count: Linux with glibc.
bool bench_allocations_are_counted(void);

// Counts from now on, or not. It starts as not counting, which costs a load and a branch per call.
void bench_count_allocations(bool counts);

// The calls counted so far.
uint64_t bench_allocations(void);

// Bytes of the heap in use, as the allocator tells them; 0 where it does not.
uint64_t bench_heap_bytes(void);
