// SPDX-License-Identifier: Apache-2.0

#include "point.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "session.h"

void point_prepare(PGconn *connection) {
    session_prepare(connection, "point", "SELECT payload FROM bench WHERE id = $1");
}

void point_send(PGconn *connection, uint64_t rows) {
    char key[8];
    put_int64(key, random_id(rows));
    const char *values[] = { key };
    int lengths[] = { sizeof(key) };
    int formats[] = { 1 };
    if (PQsendQueryPrepared(connection, "point", 1, values, lengths, formats, 1) != 1) {
        fail("could not send", connection);
    }
}

bool point_receive(PGconn *connection, point_reader read) {
    if (PQconsumeInput(connection) != 1) fail("the connection was lost", connection);
    while (!PQisBusy(connection)) {
        PGresult *result = PQgetResult(connection);
        if (result == NULL) return true;
        if (PQresultStatus(result) != PGRES_TUPLES_OK) fail("the query failed", connection);
        read(result);
        PQclear(result);
    }
    return false;
}

void point_look(const PGresult *result) {
    if (PQntuples(result) != 1) fail("the query did not find one row", NULL);
}

void point_take_text(const PGresult *result) {
    point_look(result);
    size_t length = (size_t)PQgetlength(result, 0, 0);
    char *text = malloc(length + 1);
    if (text == NULL) fail("no memory", NULL);
    memcpy(text, PQgetvalue(result, 0, 0), length);
    text[length] = '\0';
    if (text[0] != 'p') fail("the query found another text", NULL);
    free(text);
}
