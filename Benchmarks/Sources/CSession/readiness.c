// SPDX-License-Identifier: Apache-2.0

#include "readiness.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "session.h"

#if defined(__linux__)
#include <sys/epoll.h>

struct readiness {
    int epoll;
    int capacity;
    struct epoll_event *events;
};

readiness *readiness_create(int capacity) {
    readiness *made = calloc(1, sizeof(*made));
    if (made == NULL) fail("no memory", NULL);
    made->epoll = epoll_create1(EPOLL_CLOEXEC);
    made->capacity = capacity;
    made->events = calloc((size_t)capacity, sizeof(*made->events));
    if (made->epoll < 0 || made->events == NULL) fail("could not create an epoll descriptor", NULL);
    return made;
}

void readiness_watch(readiness *readiness, int number, int descriptor, bool reads, bool writes) {
    uint32_t mask = (reads ? (uint32_t)EPOLLIN : 0) | (writes ? (uint32_t)EPOLLOUT : 0);
    struct epoll_event event = { .events = mask, .data = { .u32 = (uint32_t)number } };
    if (epoll_ctl(readiness->epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return;
    if (errno != ENOENT || epoll_ctl(readiness->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        fail("could not watch a socket", NULL);
    }
}

// The kernel forgets a closed descriptor by itself.
void readiness_forget(readiness *readiness, int number) {
    (void)readiness;
    (void)number;
}

int readiness_wait(readiness *readiness, int *ready, int timeout_ms) {
    int count = epoll_wait(readiness->epoll, readiness->events, readiness->capacity, timeout_ms);
    for (int index = 0; index < count; index++) ready[index] = (int)readiness->events[index].data.u32;
    return count;
}

void readiness_destroy(readiness *readiness) {
    close(readiness->epoll);
    free(readiness->events);
    free(readiness);
}

#else
#include <poll.h>

struct readiness {
    int capacity;
    struct pollfd *descriptors;
};

readiness *readiness_create(int capacity) {
    readiness *made = calloc(1, sizeof(*made));
    if (made == NULL) fail("no memory", NULL);
    made->capacity = capacity;
    made->descriptors = calloc((size_t)capacity, sizeof(*made->descriptors));
    if (made->descriptors == NULL) fail("no memory", NULL);
    for (int number = 0; number < capacity; number++) made->descriptors[number].fd = -1;
    return made;
}

void readiness_watch(readiness *readiness, int number, int descriptor, bool reads, bool writes) {
    readiness->descriptors[number].fd = descriptor;
    readiness->descriptors[number].events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
}

void readiness_forget(readiness *readiness, int number) {
    readiness->descriptors[number].fd = -1;
}

int readiness_wait(readiness *readiness, int *ready, int timeout_ms) {
    int count = 0;
    if (poll(readiness->descriptors, (nfds_t)readiness->capacity, timeout_ms) <= 0) return 0;
    for (int number = 0; number < readiness->capacity; number++) {
        if (readiness->descriptors[number].revents != 0) ready[count++] = number;
    }
    return count;
}

void readiness_destroy(readiness *readiness) {
    free(readiness->descriptors);
    free(readiness);
}
#endif
