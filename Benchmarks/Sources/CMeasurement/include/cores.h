// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdbool.h>

// Has this process, all threads of it and what it starts from here on, run on one half of the processor cores that it had
// when this was first called: the first ones, or the others.
//
// False where the platform is not Linux, there are fewer than two cores, or the system refuses.
bool bench_keep_to_half_of_cores(bool others);
