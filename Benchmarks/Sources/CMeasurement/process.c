// SPDX-License-Identifier: Apache-2.0

#include "measurement.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

static uint64_t cpu_time_of(int who) {
    struct rusage usage;
    if (getrusage(who, &usage) != 0) return 0;
    uint64_t seconds = (uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec;
    uint64_t microseconds = (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
    return seconds * 1000000000u + microseconds * 1000u;
}

uint64_t bench_cpu_time(void) {
    return cpu_time_of(RUSAGE_SELF);
}

uint64_t bench_children_cpu_time(void) {
    return cpu_time_of(RUSAGE_CHILDREN);
}

uint64_t bench_resident_bytes(void) {
#if defined(__linux__)
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) return 0;
    unsigned long long total = 0, resident = 0;
    int fields = fscanf(file, "%llu %llu", &total, &resident);
    fclose(file);
    return fields == 2 ? (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
#else
    return 0;
#endif
}

bool bench_program_path(char *path, size_t size) {
#if defined(__APPLE__)
    uint32_t room = (uint32_t)size;
    return _NSGetExecutablePath(path, &room) == 0;
#else
    ssize_t length = readlink("/proc/self/exe", path, size);
    if (length < 0 || (size_t)length >= size) return false;
    path[length] = 0;
    return true;
#endif
}
