#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints the module graph as the code has it: one line for each target under Sources/, with the targets of this
# package that its `import` lines name. Exits 1 where an import is not among those the layers below allow.

set -eu

cd "$(dirname "$0")/.."

# The layers, lowest first: what each target may import of this package. A new target gets a line here.
layers='
CLibPQ:
PGClient: CLibPQ
ReplicaRouting:
RoutingSimulator: ReplicaRouting
PolicyReport:
PolicyReportFiles: PolicyReport
CommandLineSupport:
PGRouting: PGClient ReplicaRouting
ReplicaRoutingHTTP: ReplicaRouting
HummingbirdReplicaRouting: ReplicaRouting ReplicaRoutingHTTP
PGClusterTesting: PGClient
PolicyBenchmark: CommandLineSupport PGClient PGClusterTesting PGRouting PolicyReport PolicyReportFiles ReplicaRouting
replicactl: CommandLineSupport PGClient PGClusterTesting PGRouting PolicyBenchmark PolicyReport PolicyReportFiles ReplicaRouting ReplicaRoutingHTTP RoutingSimulator
'

# These do no I/O, so beside their own layers they may only see the standard library.
pure='ReplicaRouting RoutingSimulator PolicyReport'
standard_library='Swift Synchronization'

# Every module that the Swift files of folder $1 import, one a line. Leaves out what stands in multi-line strings.
imports_of() {
    find "$1" -name '*.swift' -type f -exec cat {} + | awk '
        {
            line = $0
            quotes = gsub(/"""/, "\"\"\"", line)
            was_inside = inside
            if (quotes % 2) inside = !inside
            if (was_inside) next
            sub(/\/\/.*/, "", line)
            while (sub(/^[ \t]*@[A-Za-z_]+(\([^)]*\))?[ \t]+/, "", line)) {}
            sub(/^[ \t]*(public|package|internal|fileprivate|private)[ \t]+/, "", line)
            if (line !~ /^[ \t]*import[ \t]/) next
            sub(/^[ \t]*import[ \t]+/, "", line)
            sub(/^(struct|class|enum|protocol|typealias|func|let|var)[ \t]+/, "", line)
            sub(/[^A-Za-z0-9_].*/, "", line)
            print line
        }' | sort -u
}

contains() {
    case " $1 " in *" $2 "*) return 0 ;; *) return 1 ;; esac
}

targets=$(for folder in Sources/*/; do basename "$folder"; done | tr '\n' ' ')
violations=0

report() {
    printf 'module-graph: %s\n' "$*" >&2
    violations=$((violations + 1))
}

for target in $targets; do
    if ! layer=$(printf '%s' "$layers" | grep "^$target:"); then
        report "$target has no line among the layers in scripts/module-graph.sh"
        continue
    fi
    allowed=${layer#*:}
    named=
    for module in $(imports_of "Sources/$target"); do
        [ "$module" != "$target" ] || continue
        if contains "$targets" "$module"; then
            named="$named $module"
            contains "$allowed" "$module" ||
                report "$target imports $module; it may import:${allowed:- none of our targets}"
        elif contains "$pure" "$target" && ! contains "$standard_library" "$module"; then
            report "$target imports $module; it may import the standard library only: $standard_library"
        fi
    done
    printf '%s ->%s\n' "$target" "${named:- (none)}"
done

[ "$violations" -eq 0 ]
