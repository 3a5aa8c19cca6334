// SPDX-License-Identifier: Apache-2.0

// libpq, and the few things of the platform that Swift cannot spell by itself: constants that are
// macros or enums, the epoll union, and whether this libpq has a newer entry point.

#pragma once

#include <libpq-fe.h>
#include <stdint.h>

#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

// glibc hides it without _GNU_SOURCE.
#ifndef RTLD_DEFAULT
#define RTLD_DEFAULT ((void *)0)
#endif

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

static inline int clibpq_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

static inline int clibpq_eventfd_create(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline int clibpq_epoll_add(int epoll, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = { .events = events, .data = { .u64 = token } };
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static inline int clibpq_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = { .events = events, .data = { .u64 = token } };
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

static inline int clibpq_epoll_remove(int epoll, int fd) {
    struct epoll_event event = { 0 };
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event);
}

static inline uint64_t clibpq_epoll_token(const struct epoll_event *event) {
    return event->data.u64;
}

static inline uint32_t clibpq_epollin(void) { return EPOLLIN; }
static inline uint32_t clibpq_epollout(void) { return EPOLLOUT; }
static inline uint32_t clibpq_epollrdhup(void) { return EPOLLRDHUP; }
static inline uint32_t clibpq_epollet(void) { return EPOLLET; }
static inline uint32_t clibpq_epollhup(void) { return EPOLLHUP; }
static inline uint32_t clibpq_epollerr(void) { return EPOLLERR; }
#endif

// Ends a statement of a pipeline. Before version 17 libpq hands what it holds to the system at each of these ends, one
// system call for each statement.
static inline int clibpq_pipeline_sync(PGconn *connection) {
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(connection);
#else
    return PQpipelineSync(connection);
#endif
}

// Makes the system keep what it is given until it is told that this was all: one packet and one wake-up of the server for
// many statements. Fails on sockets that are not TCP's.
static inline int clibpq_cork(PGconn *connection, int corks) {
#if defined(LIBPQ_HAS_SEND_PIPELINE_SYNC)
    (void)connection;
    (void)corks;
    return -1;
#elif defined(TCP_CORK)
    return setsockopt(PQsocket(connection), IPPROTO_TCP, TCP_CORK, &corks, sizeof(corks));
#elif defined(TCP_NOPUSH)
    return setsockopt(PQsocket(connection), IPPROTO_TCP, TCP_NOPUSH, &corks, sizeof(corks));
#else
    (void)connection;
    (void)corks;
    return -1;
#endif
}

// Cancel requests that do not block and are as well protected as the connection itself: libpq 17. NULL before.
static inline void *clibpq_cancel_create(PGconn *connection) {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
    return PQcancelCreate(connection);
#else
    (void)connection;
    return NULL;
#endif
}

static inline int clibpq_cancel_start(void *request) {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
    return PQcancelStart((PGcancelConn *)request);
#else
    (void)request;
    return 0;
#endif
}

static inline PostgresPollingStatusType clibpq_cancel_poll(void *request) {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
    return PQcancelPoll((PGcancelConn *)request);
#else
    (void)request;
    return PGRES_POLLING_FAILED;
#endif
}

static inline int clibpq_cancel_socket(void *request) {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
    return PQcancelSocket((PGcancelConn *)request);
#else
    (void)request;
    return -1;
#endif
}

static inline void clibpq_cancel_finish(void *request) {
#ifdef LIBPQ_HAS_ASYNC_CANCEL
    PQcancelFinish((PGcancelConn *)request);
#else
    (void)request;
#endif
}

// Whether rows can come some at a time: libpq 17.
static inline int clibpq_bundles_rows(void) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    return 1;
#else
    return 0;
#endif
}

// Rows that come some at a time, where libpq can do that, or one at a time.
static inline int clibpq_set_rows_mode(PGconn *connection, int rows) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    return PQsetChunkedRowsMode(connection, rows);
#else
    (void)rows;
    return PQsetSingleRowMode(connection);
#endif
}

// Whether more rows of the same statement follow in results of their own.
static inline int clibpq_is_partial(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
#ifdef LIBPQ_HAS_CHUNK_MODE
    if (status == PGRES_TUPLES_CHUNK) { return 1; }
#endif
    return status == PGRES_SINGLE_TUPLE;
}

// Linux takes names of at most 15 bytes; a debugger is the only reader, so a refusal is ignored.
static inline void clibpq_set_thread_name(const char *name) {
#if defined(__APPLE__)
    pthread_setname_np(name);
#elif defined(__linux__)
    prctl(PR_SET_NAME, name, 0, 0, 0);
#endif
}

// The fields of a PGresult's diagnostics are macros over character literals.
static inline int clibpq_diag_sqlstate(void) { return PG_DIAG_SQLSTATE; }
static inline int clibpq_diag_message_primary(void) { return PG_DIAG_MESSAGE_PRIMARY; }
static inline int clibpq_diag_message_detail(void) { return PG_DIAG_MESSAGE_DETAIL; }
static inline int clibpq_diag_message_hint(void) { return PG_DIAG_MESSAGE_HINT; }
static inline int clibpq_diag_severity(void) { return PG_DIAG_SEVERITY_NONLOCALIZED; }
static inline int clibpq_diag_source_function(void) { return PG_DIAG_SOURCE_FUNCTION; }
static inline int clibpq_diag_constraint(void) { return PG_DIAG_CONSTRAINT_NAME; }

static inline int clibpq_are_equal(const void *left, const void *right, size_t count) {
    return memcmp(left, right, count) == 0;
}

// How many bytes the TLS library has read and decrypted that libpq has not taken; the socket does not show them. 0
// without TLS. OpenSSL comes with libpq and is not linked here, so its function is looked up among what the process has
// loaded; where it is not found the answer is 0 as well.
static inline int clibpq_tls_pending(PGconn *connection) {
    static void *found;
    if (!PQsslInUse(connection)) { return 0; }
    void *tls = PQsslStruct(connection, "OpenSSL");
    void *pending = __atomic_load_n(&found, __ATOMIC_RELAXED);
    if (pending == NULL) {
        pending = dlsym(RTLD_DEFAULT, "SSL_pending");
        __atomic_store_n(&found, pending, __ATOMIC_RELAXED);
    }
    return tls == NULL || pending == NULL ? 0 : ((int (*)(const void *))pending)(tls);
}
