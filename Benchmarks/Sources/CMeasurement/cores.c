// SPDX-License-Identifier: Apache-2.0

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "cores.h"

#if defined(__linux__)
#include <dirent.h>
#include <sched.h>
#include <stdlib.h>

static bool keep_threads_to(const cpu_set_t *cores) {
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL) return false;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        int thread = atoi(entry->d_name);
        // A thread may have ended meanwhile; the calling one has not.
        if (thread > 0) (void)sched_setaffinity(thread, sizeof(*cores), cores);
    }
    closedir(threads);
    return sched_setaffinity(0, sizeof(*cores), cores) == 0;
}

bool bench_keep_to_half_of_cores(bool others) {
    static cpu_set_t all;
    static int count = 0;
    if (count == 0) {
        if (sched_getaffinity(0, sizeof(all), &all) != 0) return false;
        count = CPU_COUNT(&all);
    }
    if (count < 2) return false;
    cpu_set_t half;
    CPU_ZERO(&half);
    int seen = 0;
    for (int core = 0; core < CPU_SETSIZE; core++) {
        if (!CPU_ISSET(core, &all)) continue;
        bool is_other = seen >= count / 2;
        if (is_other == others) CPU_SET(core, &half);
        seen += 1;
    }
    // Twice: a thread that was started during the first pass has its maker's cores, old or new.
    return keep_threads_to(&half) && keep_threads_to(&half);
}

#else

bool bench_keep_to_half_of_cores(bool others) {
    (void)others;
    return false;
}

#endif
