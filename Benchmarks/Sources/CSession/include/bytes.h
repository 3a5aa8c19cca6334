// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdint.h>
#include <string.h>

// PostgreSQL's binary format is big-endian.

static inline void put_int64(char *bytes, uint64_t value) {
    for (int index = 0; index < 8; index++) bytes[index] = (char)(value >> (56 - 8 * index));
}

static inline uint64_t get_int64(const char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof(value));
    return __builtin_bswap64(value);
}

static inline double get_float8(const char *bytes) {
    uint64_t bits = get_int64(bytes);
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}
