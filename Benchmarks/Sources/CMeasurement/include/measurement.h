// SPDX-License-Identifier: Apache-2.0

// What every client that is compared uses to measure itself, so that measuring costs each of them the same.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "allocations.h"
#include "cores.h"
#include "histogram.h"

// A steady clock, in nanoseconds.
static inline uint64_t bench_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// The processor time of this process so far, user and system, all threads, in nanoseconds.
uint64_t bench_cpu_time(void);

// The processor time of the children of this process that have ended, in nanoseconds.
uint64_t bench_children_cpu_time(void);

// Memory that the process holds in its pages, in bytes; 0 where the system does not say.
uint64_t bench_resident_bytes(void);

// Writes the absolute path of the running program, and returns whether it fitted.
bool bench_program_path(char *path, size_t size);

// Makes the allocator keep what is freed. Else it gives the memory of each large result back to the system, only to ask
// for it again, and how often it does depends on what else is on the heap.
void bench_keep_memory(void);
