// SPDX-License-Identifier: Apache-2.0

#include "histogram.h"

#include <stdlib.h>

bench_histogram *bench_histogram_create(void) {
    return calloc(1, sizeof(bench_histogram));
}

void bench_histogram_destroy(bench_histogram *histogram) {
    free(histogram);
}

void bench_histogram_merge(bench_histogram *histogram, const bench_histogram *other) {
    for (int bucket = 0; bucket < BENCH_BUCKETS; bucket++) histogram->buckets[bucket] += other->buckets[bucket];
    histogram->count += other->count;
    if (other->highest > histogram->highest) histogram->highest = other->highest;
}

// The middle of the times that fall into a bucket.
static uint64_t bucket_time(uint64_t bucket) {
    uint64_t octave = bucket >> BENCH_SUBDIVISION_BITS;
    if (octave == 0) return bucket;
    octave -= 1;
    uint64_t mantissa = bucket - (octave << BENCH_SUBDIVISION_BITS);
    return (mantissa << octave) + ((1ull << octave) >> 1);
}

uint64_t bench_histogram_quantile(const bench_histogram *histogram, double share) {
    if (histogram->count == 0) return 0;
    uint64_t rank = (uint64_t)(share * (double)histogram->count);
    if (rank >= histogram->count) return histogram->highest;
    uint64_t seen = 0;
    for (uint64_t bucket = 0; bucket < BENCH_BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen > rank) return bucket_time(bucket);
    }
    return histogram->highest;
}
