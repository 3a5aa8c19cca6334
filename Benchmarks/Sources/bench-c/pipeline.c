// SPDX-License-Identifier: Apache-2.0

// One row by its key in libpq's pipeline mode: 16 statements in flight on each connection, each with its own sync, so
// that one that fails does not take its neighbours with it.

#include <stdlib.h>

#include "bytes.h"
#include "readiness.h"
#include "session.h"
#include "works.h"

enum { DEPTH = 16 };

typedef struct lane {
    PGconn *connection;
    uint64_t sent[DEPTH];
    unsigned oldest;
    unsigned in_flight;
} lane;

static void send_query(lane *lane, uint64_t rows, uint64_t now) {
    char key[8];
    put_int64(key, random_id(rows));
    const char *values[] = { key };
    int lengths[] = { sizeof(key) };
    int formats[] = { 1 };
    lane->sent[(lane->oldest + lane->in_flight) % DEPTH] = now;
    lane->in_flight += 1;
    if (PQsendQueryPrepared(lane->connection, "point", 1, values, lengths, formats, 1) != 1) {
        fail("could not send", lane->connection);
    }
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    int synced = PQsendPipelineSync(lane->connection);
#else
    int synced = PQpipelineSync(lane->connection);
#endif
    if (synced != 1) fail("could not send a sync", lane->connection);
}

static void flush(lane *lane) {
    if (PQflush(lane->connection) < 0) fail("could not send", lane->connection);
}

// Takes what has come and sends as many statements anew.
static void receive(lane *lane, const plan *plan, slice *slice) {
    while (lane->in_flight > 0 && !PQisBusy(lane->connection)) {
        PGresult *result = PQgetResult(lane->connection);
        // Between a statement's result and its sync.
        if (result == NULL) continue;
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_TUPLES_OK) {
            if (PQntuples(result) != 1) fail("the query found no row", NULL);
        } else if (status != PGRES_PIPELINE_SYNC) {
            fail("the query failed", lane->connection);
        }
        PQclear(result);
        if (status != PGRES_PIPELINE_SYNC) continue;
        uint64_t now = slice_record(slice, lane->sent[lane->oldest]);
        lane->oldest = (lane->oldest + 1) % DEPTH;
        lane->in_flight -= 1;
        if (!slice_is_over(slice, now)) send_query(lane, plan->rows, now);
    }
    flush(lane);
}

void run_pipeline(const plan *plan) {
    int count = plan->connections;
    lane *lanes = calloc((size_t)count, sizeof(*lanes));
    int *ready = calloc((size_t)count, sizeof(*ready));
    if (lanes == NULL || ready == NULL) fail("no memory", NULL);
    readiness *loop = readiness_create(count);
    for (int index = 0; index < count; index++) {
        PGconn *connection = session_open();
        session_prepare(connection, "point", "SELECT payload FROM bench WHERE id = $1");
        if (PQenterPipelineMode(connection) != 1) fail("could not enter the pipeline mode", connection);
        lanes[index].connection = connection;
        readiness_watch(loop, index, PQsocket(connection), true, false);
    }
    slice slice;
    slice_begin(&slice, plan);
    for (int index = 0; index < count; index++) {
        for (int turn = 0; turn < DEPTH; turn++) send_query(&lanes[index], plan->rows, bench_now());
        flush(&lanes[index]);
    }
    bool is_busy = true;
    while (is_busy) {
        int events = readiness_wait(loop, ready, -1);
        for (int event = 0; event < events; event++) {
            lane *lane = &lanes[ready[event]];
            if (PQconsumeInput(lane->connection) != 1) fail("the connection was lost", lane->connection);
            receive(lane, plan, &slice);
        }
        is_busy = false;
        for (int index = 0; index < count; index++) is_busy = is_busy || lanes[index].in_flight > 0;
    }
    slice_report(&slice);
    for (int index = 0; index < count; index++) PQfinish(lanes[index].connection);
    readiness_destroy(loop);
    free(lanes);
    free(ready);
}
