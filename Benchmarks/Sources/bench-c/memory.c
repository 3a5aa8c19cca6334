// SPDX-License-Identifier: Apache-2.0

// What an idle connection costs in memory: handles of libpq that have each run one prepared statement.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "bytes.h"
#include "session.h"
#include "works.h"

static PGconn *open_and_query(uint64_t rows) {
    PGconn *connection = session_open();
    session_prepare(connection, "point", "SELECT payload FROM bench WHERE id = $1");
    char key[8];
    put_int64(key, random_id(rows));
    const char *values[] = { key };
    int lengths[] = { sizeof(key) };
    int formats[] = { 1 };
    PGresult *result = PQexecPrepared(connection, "point", 1, values, lengths, formats, 1);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) fail("the query failed", connection);
    PQclear(result);
    return connection;
}

void run_memory(const plan *plan) {
    PGconn **connections = calloc((size_t)plan->connections, sizeof(*connections));
    if (connections == NULL) fail("no memory", NULL);
    // The first one pays for what libpq and its libraries load once.
    PGconn *first = open_and_query(plan->rows);
    uint64_t heap = bench_heap_bytes();
    uint64_t resident = bench_resident_bytes();
    for (int index = 0; index < plan->connections; index++) connections[index] = open_and_query(plan->rows);
    printf(
        "connections=%d heap_bytes=%" PRIu64 " resident_bytes=%" PRIu64 "\n",
        plan->connections, bench_heap_bytes() - heap, bench_resident_bytes() - resident
    );
    PQfinish(first);
    for (int index = 0; index < plan->connections; index++) PQfinish(connections[index]);
    free(connections);
}
