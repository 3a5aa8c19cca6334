// SPDX-License-Identifier: Apache-2.0

// Tells the thread sanitizer what Swift's Mutex does on Linux. Its uncontended path is inlined, so the sanitizer sees
// it; the contended one is a futex call inside libswiftSynchronization, which is not instrumented, so that every
// contended lock looks like a race. Loaded with LD_PRELOAD, this stands in front of the three functions of that path,
// calls them, and adds nothing but the ordering that they establish.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define MUTEX __attribute__((swift_context)) void *mutex

// In the programs that run without the sanitizer these are null.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"

typedef SWIFT void (*lock_function)(uint32_t, MUTEX);
typedef SWIFT void (*unlock_function)(MUTEX);
typedef SWIFT bool (*try_lock_function)(MUTEX);

SWIFT void lock_slow(uint32_t thread, MUTEX) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(MUTEX) __asm__(UNLOCK_SLOW);
SWIFT bool try_lock_slow(MUTEX) __asm__(TRY_LOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, MUTEX) {
    ((lock_function)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slow(MUTEX) {
    if (__tsan_release) __tsan_release(mutex);
    ((unlock_function)dlsym(RTLD_NEXT, UNLOCK_SLOW))(mutex);
}

SWIFT bool try_lock_slow(MUTEX) {
    bool locked = ((try_lock_function)dlsym(RTLD_NEXT, TRY_LOCK_SLOW))(mutex);
    if (locked && __tsan_acquire) __tsan_acquire(mutex);
    return locked;
}
