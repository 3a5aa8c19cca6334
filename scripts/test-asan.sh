#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs tests under the address sanitizer with leak checks; a leak of ours, or a bad access, fails them. The arguments go to
# `swift test`. Builds into a folder of its own. SWIFT names another swift to use.

set -eu

cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
build=.build/asan

"$swift" build --build-tests --sanitize=address --scratch-path "$build"

export ASAN_OPTIONS="detect_leaks=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export LSAN_OPTIONS="suppressions=$PWD/scripts/asan/leaks.txt:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
exec "$swift" test --skip-build --sanitize=address --scratch-path "$build" --no-parallel "$@"
