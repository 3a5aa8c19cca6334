// SPDX-License-Identifier: Apache-2.0

import CSession

/// One row by its key, as the C program asks for it, from Swift tasks: what tasks, continuations and an executor cost by
/// themselves. There is no pool here, no result that outlives its look, no cancellation and no deadline.
@main
struct BenchBare {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 4, arguments[1] == "point",
            let connections = Int32(arguments[2]), (1...1000).contains(connections),
            let seconds = Double(arguments[3]), seconds > 0,
            let rows = UInt64(arguments[4]), rows > 0
        else {
            fail("usage: bench-bare point CONNECTIONS SECONDS ROWS [--count-allocations]", nil)
        }
        let counts = arguments.contains("--count-allocations")
        var plan = plan(work: nil, connections: connections, seconds: seconds, rows: rows, counts_allocations: counts)
        let loop = BareLoop(connections: connections, rows: rows)
        loop.begin(&plan)
        loop.run()
        loop.report()
    }
}
