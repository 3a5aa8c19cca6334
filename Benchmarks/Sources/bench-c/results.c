// SPDX-License-Identifier: Apache-2.0

// Large results on one connection each, one statement in flight: 10,000 rows whose every value is read, and one
// value of 1 MB that is copied out. The rows are read one after the other, or made into an array that is used and freed.

#include <stdlib.h>

#include "bytes.h"
#include "readiness.h"
#include "session.h"
#include "works.h"

typedef uint64_t (*reader)(const PGresult *result);

static uint64_t read_rows(const PGresult *result) {
    uint64_t checksum = 0;
    double sum = 0;
    int rows = PQntuples(result);
    char text[256];
    for (int row = 0; row < rows; row++) {
        checksum += get_int64(PQgetvalue(result, row, 0));
        int length = PQgetlength(result, row, 1);
        if (length >= (int)sizeof(text)) fail("a text is longer than expected", NULL);
        memcpy(text, PQgetvalue(result, row, 1), (size_t)length);
        checksum += (uint64_t)length + (unsigned char)text[length / 2];
        sum += get_float8(PQgetvalue(result, row, 2));
    }
    return checksum + (uint64_t)sum;
}

typedef struct {
    int64_t id;
    char *label;
    size_t length;
    double score;
} row;

static uint64_t read_rows_into_array(const PGresult *result) {
    int count = PQntuples(result);
    row *rows = malloc((size_t)count * sizeof(*rows));
    if (rows == NULL) fail("no memory", NULL);
    for (int index = 0; index < count; index++) {
        size_t length = (size_t)PQgetlength(result, index, 1);
        char *label = malloc(length + 1);
        if (label == NULL) fail("no memory", NULL);
        memcpy(label, PQgetvalue(result, index, 1), length);
        label[length] = '\0';
        rows[index] = (row){
            .id = (int64_t)get_int64(PQgetvalue(result, index, 0)),
            .label = label,
            .length = length,
            .score = get_float8(PQgetvalue(result, index, 2)),
        };
    }
    uint64_t checksum = 0;
    for (int index = 0; index < count; index++) {
        checksum += (uint64_t)rows[index].id + rows[index].length + (uint64_t)rows[index].score;
        free(rows[index].label);
    }
    free(rows);
    return checksum;
}

static uint64_t read_value(const PGresult *result) {
    static unsigned char copy[1 << 20];
    size_t length = (size_t)PQgetlength(result, 0, 0);
    if (length > sizeof(copy)) fail("the value is longer than expected", NULL);
    memcpy(copy, PQgetvalue(result, 0, 0), length);
    return length + copy[length / 2];
}

static bool receive(PGconn *connection, reader read, uint64_t *checksum) {
    while (!PQisBusy(connection)) {
        PGresult *result = PQgetResult(connection);
        if (result == NULL) return true;
        if (PQresultStatus(result) != PGRES_TUPLES_OK) fail("the query failed", connection);
        *checksum += read(result);
        PQclear(result);
    }
    return false;
}

static void run(const plan *plan, const char *sql, reader read) {
    int count = plan->connections;
    PGconn **connections = calloc((size_t)count, sizeof(*connections));
    uint64_t *sent = calloc((size_t)count, sizeof(*sent));
    int *ready = calloc((size_t)count, sizeof(*ready));
    if (connections == NULL || sent == NULL || ready == NULL) fail("no memory", NULL);
    readiness *loop = readiness_create(count);
    slice slice;
    slice_begin(&slice, plan);
    for (int index = 0; index < count; index++) {
        connections[index] = session_open();
        session_prepare(connections[index], "result", sql);
        readiness_watch(loop, index, PQsocket(connections[index]), true, false);
        sent[index] = bench_now();
        if (PQsendQueryPrepared(connections[index], "result", 0, NULL, NULL, NULL, 1) != 1) {
            fail("could not send", connections[index]);
        }
    }
    uint64_t checksum = 0;
    int in_flight = count;
    while (in_flight > 0) {
        int events = readiness_wait(loop, ready, -1);
        for (int event = 0; event < events; event++) {
            int index = ready[event];
            PGconn *connection = connections[index];
            if (PQconsumeInput(connection) != 1) fail("the connection was lost", connection);
            if (!receive(connection, read, &checksum)) continue;
            sent[index] = slice_record(&slice, sent[index]);
            if (slice_is_over(&slice, sent[index])) {
                in_flight -= 1;
            } else if (PQsendQueryPrepared(connection, "result", 0, NULL, NULL, NULL, 1) != 1) {
                fail("could not send", connection);
            }
        }
    }
    // A use of the checksum, so that reading the values cannot be left out.
    if (checksum == 0) fail("the results were empty", NULL);
    slice_report(&slice);
    for (int index = 0; index < count; index++) PQfinish(connections[index]);
    readiness_destroy(loop);
    free(connections);
    free(sent);
    free(ready);
}

void run_rows(const plan *plan) {
    run(plan, "SELECT id, label, score FROM bench_rows", read_rows);
}

void run_rows_array(const plan *plan) {
    run(plan, "SELECT id, label, score FROM bench_rows", read_rows_into_array);
}

void run_value(const plan *plan) {
    run(plan, "SELECT data FROM bench_value", read_value);
}
