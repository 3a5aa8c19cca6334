// SPDX-License-Identifier: Apache-2.0

#if Tracing
import Testing

@testable import PGClient

@Suite("What a span tells of an error")
struct SpanFailureTests {
    @Test("the SQLSTATE of a server's error, and nothing of its words, which may quote values")
    func server() {
        let error = PGError(
            .server,
            "invalid input syntax for type integer: \"secret\"",
            sqlState: "22P02",
            detail: "Key (name)=(secret) already exists."
        )
        let failure = SpanFailure(error)
        #expect(failure.type == "22P02")
        #expect(failure.sqlState == "22P02")
        #expect(failure.message == "SQLSTATE 22P02")
    }

    @Test("the code and the message of an error of the client's own")
    func own() {
        let failure = SpanFailure(PGError(.acquireTimedOut, "no connection became free in time"))
        #expect(failure.type == "acquireTimedOut")
        #expect(failure.sqlState == nil)
        #expect(failure.message == "no connection became free in time")
    }

    @Test("no message that passes on a server's words")
    func passedOn() {
        let cause = PGError(.server, "secret", sqlState: "57P01")
        let failure = SpanFailure(PGError(.outcomeUnknown, "lost: secret", underlying: cause))
        #expect(failure.type == "outcomeUnknown")
        #expect(failure.message == nil)
    }

    @Test(
        "no message about a value",
        arguments: [PGError.Code.typeMismatch, .overflow, .unexpectedNull, .invalidParameter]
    )
    func values(_ code: PGError.Code) {
        let failure = SpanFailure(PGError(code, "secret"))
        #expect(failure.type == code.description)
        #expect(failure.message == nil)
    }

    @Test("that the task was cancelled, in one word however it is said")
    func cancelled() {
        #expect(SpanFailure(CancellationError()).type == "cancelled")
        #expect(SpanFailure(PGError(.cancelled, "the task was cancelled")).type == "cancelled")
    }

    private struct Odd: Error {}

    @Test("the name of the type of any other error")
    func foreign() {
        let failure = SpanFailure(Odd())
        #expect(failure.type == "Odd")
        #expect(failure.message == nil)
    }
}
#endif
