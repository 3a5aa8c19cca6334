// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void fail(const char *what, const PGconn *connection) {
    fprintf(stderr, "bench-c: %s%s%s\n", what, connection ? ": " : "", connection ? PQerrorMessage(connection) : "");
    exit(1);
}

// The address and the login come from libpq's own PG... variables.
PGconn *session_open(void) {
    PGconn *connection = PQconnectdb("");
    if (connection == NULL || PQstatus(connection) != CONNECTION_OK) fail("could not connect", connection);
    return connection;
}

void session_prepare(PGconn *connection, const char *name, const char *sql) {
    PGresult *result = PQprepare(connection, name, sql, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail("could not prepare", connection);
    PQclear(result);
}

uint64_t random_id(uint64_t limit) {
    static uint64_t state = 0x9e3779b97f4a7c15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit + 1;
}

void slice_begin(slice *slice, const plan *plan) {
    slice->histogram = bench_histogram_create();
    if (slice->histogram == NULL) fail("no memory for the histogram", NULL);
    slice->window_ns = (uint64_t)(plan->seconds * 1e9);
    slice->run_up_end = bench_now() + 100000000u;
    slice->counts_allocations = plan->counts_allocations;
    slice->is_counting = false;
}

uint64_t slice_record(slice *slice, uint64_t sent) {
    uint64_t now = bench_now();
    if (slice->is_counting) {
        bench_histogram_record(slice->histogram, now - sent);
    } else if (now >= slice->run_up_end) {
        slice->is_counting = true;
        bench_count_allocations(slice->counts_allocations);
        slice->allocations_at_start = bench_allocations();
        slice->cpu_at_start = bench_cpu_time();
        slice->began = now;
        slice->end = now + slice->window_ns;
    }
    return now;
}

void slice_report(slice *slice) {
    uint64_t elapsed = bench_now() - slice->began;
    uint64_t cpu = bench_cpu_time() - slice->cpu_at_start;
    uint64_t allocations = bench_allocations() - slice->allocations_at_start;
    const bench_histogram *histogram = slice->histogram;
    printf(
        "count=%" PRIu64 " elapsed_ns=%" PRIu64 " cpu_ns=%" PRIu64 " p50_ns=%" PRIu64 " p99_ns=%" PRIu64
        " max_ns=%" PRIu64,
        histogram->count, elapsed, cpu, bench_histogram_quantile(histogram, 0.5),
        bench_histogram_quantile(histogram, 0.99), histogram->highest
    );
    if (slice->counts_allocations && bench_allocations_are_counted()) printf(" allocations=%" PRIu64, allocations);
    printf("\n");
    bench_histogram_destroy(slice->histogram);
}
