#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs tests under the thread sanitizer; the first race ends them with an error. The arguments go to `swift test`.
# Builds into a folder of its own. SWIFT names another swift to use.

set -eu

cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
build=.build/tsan

"$swift" build --build-tests --sanitize=thread --scratch-path "$build"

export TSAN_OPTIONS="halt_on_error=1${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
if [ "$(uname -s)" = Linux ]; then
    # The toolchain's clang: others may not know Swift's calling convention.
    clang=$(dirname "$(readlink -f "$(command -v "$swift")")")/clang
    [ -x "$clang" ] || clang=clang
    "$clang" -O1 -Wall -shared -fPIC -o "$build/mutex.so" scripts/tsan/mutex.c -ldl
    export LD_PRELOAD="$PWD/$build/mutex.so${LD_PRELOAD:+:$LD_PRELOAD}"
fi

exec "$swift" test --skip-build --sanitize=thread --scratch-path "$build" "$@"
