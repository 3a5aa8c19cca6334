// SPDX-License-Identifier: Apache-2.0

// One row by its key: a prepared statement, one in flight on each connection, one event loop for all of them. Of the answer
// it is seen that there is one row, or its text is taken into memory of its own.

#include "point.h"

#include <stdlib.h>

#include "readiness.h"
#include "session.h"
#include "works.h"

static void run(const plan *plan, point_reader read) {
    int count = plan->connections;
    PGconn **connections = calloc((size_t)count, sizeof(*connections));
    uint64_t *sent = calloc((size_t)count, sizeof(*sent));
    int *ready = calloc((size_t)count, sizeof(*ready));
    if (connections == NULL || sent == NULL || ready == NULL) fail("no memory", NULL);
    readiness *loop = readiness_create(count);
    for (int index = 0; index < count; index++) {
        connections[index] = session_open();
        point_prepare(connections[index]);
        readiness_watch(loop, index, PQsocket(connections[index]), true, false);
    }
    slice slice;
    slice_begin(&slice, plan);
    int in_flight = count;
    for (int index = 0; index < count; index++) {
        sent[index] = bench_now();
        point_send(connections[index], plan->rows);
    }
    while (in_flight > 0) {
        int events = readiness_wait(loop, ready, -1);
        for (int event = 0; event < events; event++) {
            int index = ready[event];
            PGconn *connection = connections[index];
            if (!point_receive(connection, read)) continue;
            sent[index] = slice_record(&slice, sent[index]);
            if (slice_is_over(&slice, sent[index])) {
                in_flight -= 1;
            } else {
                point_send(connection, plan->rows);
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
    run(plan, point_look);
}

void run_point_array(const plan *plan) {
    run(plan, point_take_text);
}
