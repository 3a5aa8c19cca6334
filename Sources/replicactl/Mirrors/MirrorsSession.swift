// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ArgumentParser
import AsyncHTTPClient
import CommandLineSupport
import ReplicaRouting
import ReplicaRoutingHTTP

/// What the commands that send requests have in common.
enum MirrorsSession {
    /// Runs `body` with a probe for the mirrors of a stack, and ends its connections.
    static func withProbe<Answer>(
        _ stack: Stack,
        base: String?,
        _ body: (HTTPCanaryProbe) async throws -> Answer
    ) async throws -> Answer {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .canary)
        let outcome: Result<Answer, any Error>
        do {
            let probe = try HTTPCanaryProbe(
                client,
                stack: stack,
                instance: base,
                timeout: .seconds(3_600),
                maximumConcurrentProbes: min(10_000, max(16, stack.mirrors.count))
            )
            outcome = .success(try await body(probe))
        } catch let error as MirrorError {
            outcome = .failure(MirrorsError(error))
        } catch {
            outcome = .failure(error)
        }
        try? await client.shutdown()
        return try outcome.get()
    }

    /// Runs `body`, and cancels it on Ctrl-C.
    static func interruptible<Answer: Sendable>(
        _ screen: Screen,
        _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await Interruption.cancelling(body, atOnce: screen.end)
        } catch is Interruption {
            screen.end()
            throw ExitCode(Interruption.exitStatus)
        }
    }

    /// A table with a sentence below it. Where there is no terminal, it may be as wide as it likes.
    static func picture(_ table: MirrorTable, _ sentence: String, _ screen: Screen) -> [String] {
        let width = screen.terminal == nil ? 200 : screen.width
        return table.lines(width: width, style: screen.style) + ["", String(sentence.prefix(width))]
    }

    /// Writes lines as they are but for spaces at their ends.
    static func print(_ lines: [String]) {
        let trimmed = lines.map { line in
            String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
        StandardOutput.write(trimmed.map { $0 + "\n" }.joined())
    }

    static func table(_ selector: MirrorSelector<StackMirror>, _ mirrors: [StackMirror]) -> MirrorTable {
        let chosen = selector.chosen?.id
        return MirrorTable(
            rows: mirrors.map { mirror in
                let state: MirrorTable.State =
                    switch selector.status(of: mirror.id) {
                    case .untried, nil: .waiting
                    case .probing: .probing(milliseconds: nil)
                    case .reachable: .reachable(milliseconds: nil)
                    case .unreachable(let reason): .unreachable(reason: reason, milliseconds: nil)
                    }
                return .init(mirror: mirror, state: state, isChosen: mirror.id == chosen)
            }
        )
    }

    /// What an update means, one line for each mirror that is named.
    static func lines(for update: MirrorUpdate<Int>, _ mirrors: [StackMirror]) -> [String] {
        switch update {
        case .chosen(let decision):
            let label = { (id: Int?) in
                Printable.text(mirrors.first { $0.id == id }?.label ?? "none")
            }
            let change = decision.previous.map { " instead of \(label($0))" } ?? ""
            return ["\(label(decision.mirror)) is in use\(change) (\(decision.cause))"]
                + decision.passedOver.map { Printable.text("  \($0.mirror): \($0.reason)") }
        case .noneReachable(let error, _):
            return ["no mirror is reachable"] + error.failures.map { Printable.text("  \($0.mirror): \($0.reason)") }
        }
    }
}
#endif
