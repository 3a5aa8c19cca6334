// SPDX-License-Identifier: Apache-2.0

#include "allocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static _Atomic bool is_counting;
static _Atomic uint64_t calls;

void bench_count_allocations(bool counts) {
    atomic_store_explicit(&is_counting, counts, memory_order_relaxed);
}

uint64_t bench_allocations(void) {
    return atomic_load_explicit(&calls, memory_order_relaxed);
}

#if defined(__GLIBC__)

#include <malloc.h>

// The allocator under names that nobody defines anew: no look-up by dlsym, which itself allocates.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static inline void count(void) {
    if (atomic_load_explicit(&is_counting, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    }
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
    count();
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    count();
    void *made = __libc_memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *block = made;
    return 0;
}

bool bench_allocations_are_counted(void) {
    return true;
}

void bench_keep_memory(void) {
    // 32 MiB is the most that glibc takes.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

uint64_t bench_heap_bytes(void) {
#if __GLIBC__ > 2 || __GLIBC_MINOR__ >= 33
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

#else

bool bench_allocations_are_counted(void) {
    return false;
}

uint64_t bench_heap_bytes(void) {
    return 0;
}

void bench_keep_memory(void) {}

#endif
