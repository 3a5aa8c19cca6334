// SPDX-License-Identifier: Apache-2.0

// One row by its key: a prepared statement, one in flight on each connection, one event loop for all of them. Of the answer
// it is seen that there is one row, or its text is taken into memory of its own.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "readiness.h"
#include "session.h"

static void send_query(PGconn *connection, uint64_t rows) {
    char key[8];
    put_int64(key, random_id(rows));
    const char *values[] = { key };
    int lengths[] = { sizeof(key) };
    int formats[] = { 1 };
    if (PQsendQueryPrepared(connection, "point", 1, values, lengths, formats, 1) != 1) {
        fail("could not send", connection);
    }
}

typedef void (*reader)(const PGresult *result);

static void look(const PGresult *result) {
    if (PQntuples(result) != 1) fail("the query did not find one row", NULL);
}

static void take_text(const PGresult *result) {
    look(result);
    size_t length = (size_t)PQgetlength(result, 0, 0);
    char *text = malloc(length + 1);
    if (text == NULL) fail("no memory", NULL);
    memcpy(text, PQgetvalue(result, 0, 0), length);
    text[length] = '\0';
    if (text[0] != 'p') fail("the query found another text", NULL);
    free(text);
}

// Returns whether the answer is complete.
static bool receive(PGconn *connection, reader read) {
    while (!PQisBusy(connection)) {
        PGresult *result = PQgetResult(connection);
        if (result == NULL) return true;
        if (PQresultStatus(result) != PGRES_TUPLES_OK) fail("the query failed", connection);
        read(result);
        PQclear(result);
    }
    return false;
}

static void run(const plan *plan, reader read) {
    int count = plan->connections;
    PGconn **connections = calloc((size_t)count, sizeof(*connections));
    uint64_t *sent = calloc((size_t)count, sizeof(*sent));
    int *ready = calloc((size_t)count, sizeof(*ready));
    if (connections == NULL || sent == NULL || ready == NULL) fail("no memory", NULL);
    readiness *loop = readiness_create(count);
    for (int index = 0; index < count; index++) {
        connections[index] = session_open();
        session_prepare(connections[index], "point", "SELECT payload FROM bench WHERE id = $1");
        readiness_watch(loop, index, PQsocket(connections[index]), true, false);
    }
    slice slice;
    slice_begin(&slice, plan);
    int in_flight = count;
    for (int index = 0; index < count; index++) {
        sent[index] = bench_now();
        send_query(connections[index], plan->rows);
    }
    while (in_flight > 0) {
        int events = readiness_wait(loop, ready, -1);
        for (int event = 0; event < events; event++) {
            int index = ready[event];
            PGconn *connection = connections[index];
            if (PQconsumeInput(connection) != 1) fail("the connection was lost", connection);
            if (!receive(connection, read)) continue;
            sent[index] = slice_record(&slice, sent[index]);
            if (slice_is_over(&slice, sent[index])) {
                in_flight -= 1;
            } else {
                send_query(connection, plan->rows);
            }
        }
    }
    slice_report(&slice);
    for (int index = 0; index < count; index++) PQfinish(connections[index]);
    readiness_destroy(loop);
    free(connections);
    free(sent);
    free(ready);
}

void run_point(const plan *plan) {
    run(plan, look);
}

void run_point_array(const plan *plan) {
    run(plan, take_text);
}
