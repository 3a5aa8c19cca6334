// SPDX-License-Identifier: Apache-2.0

// One row by its key, on one connection.

#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

typedef void (*point_reader)(const PGresult *result);

void point_prepare(PGconn *connection);
// Asks for one of so many rows.
void point_send(PGconn *connection, uint64_t rows);
// Takes what has come. Returns whether the answer is complete.
bool point_receive(PGconn *connection, point_reader read);

// Sees that there is one row.
void point_look(const PGresult *result);
// Takes its text into memory of its own, too.
void point_take_text(const PGresult *result);
