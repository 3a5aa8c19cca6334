// SPDX-License-Identifier: Apache-2.0

// The yardstick of the benchmarks: a C program over libpq. It is run by bench-client, which sets the PG... variables.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "works.h"

static const struct {
    const char *name;
    void (*run)(const plan *plan);
} works[] = {
    { "point", run_point },
    { "point-array", run_point_array },
    { "pipeline", run_pipeline },
    { "rows10000", run_rows },
    { "rows10000-array", run_rows_array },
    { "value1MB", run_value },
    { "connectStorm", run_connect_storm },
    { "memory", run_memory },
};

int main(int argc, char **argv) {
    bench_keep_memory();
    if (argc < 5) {
        fprintf(stderr, "usage: bench-c WORK CONNECTIONS SECONDS ROWS [--count-allocations]\n");
        return 64;
    }
    plan plan = {
        .work = argv[1],
        .connections = atoi(argv[2]),
        .seconds = atof(argv[3]),
        .rows = strtoull(argv[4], NULL, 10),
        .counts_allocations = argc > 5 && strcmp(argv[5], "--count-allocations") == 0,
    };
    if (plan.connections < 1 || plan.connections > 1000 || !(plan.seconds > 0) || plan.rows < 1) {
        fprintf(stderr, "bench-c: valid are 1 to 1000 connections, and seconds and rows above 0\n");
        return 64;
    }
    for (size_t index = 0; index < sizeof(works) / sizeof(works[0]); index++) {
        if (strcmp(plan.work, works[index].name) == 0) {
            works[index].run(&plan);
            return 0;
        }
    }
    fprintf(stderr, "bench-c: there is no work \"%s\"\n", plan.work);
    return 64;
}
