// SPDX-License-Identifier: Apache-2.0

// Connecting, one statement, closing; many at a time on one event loop, all of it asynchronous.

#include <stdlib.h>

#include "bytes.h"
#include "readiness.h"
#include "session.h"
#include "works.h"

typedef struct visit {
    PGconn *connection;
    uint64_t began;
    bool is_connected;
} visit;

static void begin(visit *visit, readiness *loop, int number) {
    visit->began = bench_now();
    visit->is_connected = false;
    visit->connection = PQconnectStart("");
    if (visit->connection == NULL || PQstatus(visit->connection) == CONNECTION_BAD) {
        fail("could not connect", visit->connection);
    }
    readiness_watch(loop, number, PQsocket(visit->connection), false, true);
}

static void send_query(PGconn *connection, uint64_t rows) {
    char key[8];
    put_int64(key, random_id(rows));
    const char *values[] = { key };
    int lengths[] = { sizeof(key) };
    int formats[] = { 1 };
    const char *sql = "SELECT payload FROM bench WHERE id = $1";
    Oid types[] = { 20 };
    if (PQsendQueryParams(connection, sql, 1, types, values, lengths, formats, 1) != 1) {
        fail("could not send", connection);
    }
}

// Goes on with a visit whose socket is ready, and returns whether it is over.
static bool proceed(visit *visit, readiness *loop, int number, uint64_t rows) {
    PGconn *connection = visit->connection;
    if (!visit->is_connected) {
        PostgresPollingStatusType status = PQconnectPoll(connection);
        if (status == PGRES_POLLING_FAILED) fail("could not connect", connection);
        bool writes = status == PGRES_POLLING_WRITING;
        readiness_watch(loop, number, PQsocket(connection), !writes, writes);
        if (status != PGRES_POLLING_OK) return false;
        visit->is_connected = true;
        send_query(connection, rows);
        return false;
    }
    if (PQconsumeInput(connection) != 1) fail("the connection was lost", connection);
    while (!PQisBusy(connection)) {
        PGresult *result = PQgetResult(connection);
        if (result == NULL) {
            readiness_forget(loop, number);
            PQfinish(connection);
            return true;
        }
        if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) fail("the query failed", connection);
        PQclear(result);
    }
    return false;
}

void run_connect_storm(const plan *plan) {
    int count = plan->connections;
    visit *visits = calloc((size_t)count, sizeof(*visits));
    int *ready = calloc((size_t)count, sizeof(*ready));
    if (visits == NULL || ready == NULL) fail("no memory", NULL);
    readiness *loop = readiness_create(count);
    slice slice;
    slice_begin(&slice, plan);
    for (int index = 0; index < count; index++) begin(&visits[index], loop, index);
    int in_flight = count;
    while (in_flight > 0) {
        int events = readiness_wait(loop, ready, -1);
        for (int event = 0; event < events; event++) {
            int index = ready[event];
            if (!proceed(&visits[index], loop, index, plan->rows)) continue;
            uint64_t now = slice_record(&slice, visits[index].began);
            if (slice_is_over(&slice, now)) {
                in_flight -= 1;
            } else {
                begin(&visits[index], loop, index);
            }
        }
    }
    slice_report(&slice);
    readiness_destroy(loop);
    free(visits);
    free(ready);
}
