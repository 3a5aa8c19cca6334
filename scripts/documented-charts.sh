#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints the names of the charts that the pages in Docs/ show, with commas between.

set -eu

cd "$(dirname "$0")/.."
cat Docs/*.md | sed -n 's/.*](images\/\([A-Za-z0-9_-]*\)\.svg).*/\1/p' | sort -u | paste -s -d , -
