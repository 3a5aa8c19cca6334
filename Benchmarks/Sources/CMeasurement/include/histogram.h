// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdint.h>

// Counts of times in nanoseconds. Each power of two is divided into 64, so a quantile is right to 1.6 %. Times of more
// than about 18 minutes count as that.
enum {
    BENCH_SUBDIVISION_BITS = 6,
    BENCH_OCTAVES = 35,
    BENCH_BUCKETS = BENCH_OCTAVES << BENCH_SUBDIVISION_BITS,
};

typedef struct bench_histogram {
    uint64_t count;
    uint64_t highest;
    uint32_t buckets[BENCH_BUCKETS];
} bench_histogram;

// An empty histogram, or NULL where memory is out.
bench_histogram *bench_histogram_create(void);

void bench_histogram_destroy(bench_histogram *histogram);

static inline void bench_histogram_record(bench_histogram *histogram, uint64_t nanoseconds) {
    uint32_t bucket = (uint32_t)nanoseconds;
    if (nanoseconds >> BENCH_SUBDIVISION_BITS) {
        int octave = 63 - __builtin_clzll(nanoseconds) - BENCH_SUBDIVISION_BITS;
        bucket = ((uint32_t)octave << BENCH_SUBDIVISION_BITS) + (uint32_t)(nanoseconds >> octave);
        if (bucket >= BENCH_BUCKETS) bucket = BENCH_BUCKETS - 1;
    }
    histogram->buckets[bucket] += 1;
    histogram->count += 1;
    if (nanoseconds > histogram->highest) histogram->highest = nanoseconds;
}

// Adds the counts of `other`.
void bench_histogram_merge(bench_histogram *histogram, const bench_histogram *other);

// The time, in nanoseconds, that a share of 0 to 1 of all times does not exceed; 0 for an empty histogram.
uint64_t bench_histogram_quantile(const bench_histogram *histogram, double share);
