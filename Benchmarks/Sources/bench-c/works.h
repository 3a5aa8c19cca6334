// SPDX-License-Identifier: Apache-2.0

// What the C program can be asked to do.

#pragma once

#include "session.h"

void run_point(const plan *plan);
void run_point_array(const plan *plan);
void run_pipeline(const plan *plan);
void run_rows(const plan *plan);
void run_rows_array(const plan *plan);
void run_value(const plan *plan);
void run_connect_storm(const plan *plan);
void run_memory(const plan *plan);
