// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "measurement.h"

// What to run, from the command line.
typedef struct plan {
    const char *work;
    int connections;
    double seconds;
    uint64_t rows;
    bool counts_allocations;
} plan;

// A slice: an uncounted run-up, then a window in which every answer counts.
typedef struct slice {
    bench_histogram *histogram;
    uint64_t window_ns;
    uint64_t run_up_end;
    uint64_t began;
    uint64_t cpu_at_start;
    uint64_t allocations_at_start;
    uint64_t end;
    bool is_counting;
    bool counts_allocations;
} slice;

// Ends the program with a line on standard error.
_Noreturn void fail(const char *what, const PGconn *connection);

PGconn *session_open(void);
void session_prepare(PGconn *connection, const char *name, const char *sql);

// A random number from 1 to `limit`.
uint64_t random_id(uint64_t limit);

void slice_begin(slice *slice, const plan *plan);
// Counts an answer to what was sent at `sent`, and returns the time; opens the window when the run-up is over.
uint64_t slice_record(slice *slice, uint64_t sent);
static inline bool slice_is_over(const slice *slice, uint64_t now) {
    return slice->is_counting && now >= slice->end;
}
void slice_report(slice *slice);
