// SPDX-License-Identifier: Apache-2.0

// Waiting for many sockets: epoll on Linux, poll elsewhere. Level-triggered.

#pragma once

#include <stdbool.h>

typedef struct readiness readiness;

// Room for `capacity` sockets, each known by a number below it.
readiness *readiness_create(int capacity);
void readiness_watch(readiness *readiness, int number, int descriptor, bool reads, bool writes);
// Forgets a socket that has been closed.
void readiness_forget(readiness *readiness, int number);
// Waits, and returns how many numbers it wrote to `ready`, which has room for `capacity`.
int readiness_wait(readiness *readiness, int *ready, int timeout_ms);
void readiness_destroy(readiness *readiness);
