// SPDX-License-Identifier: Apache-2.0

#if HTTP
/// As much of an answer as was asked for.
struct FetchedAnswer: Sendable {
    let status: Int
    /// Empty where there is none.
    let contentType: String
    let body: [UInt8]
    /// Whether there is more of the body than `body`.
    let isCut: Bool
}

/// How much of a body is read.
struct FetchLimits: Sendable {
    /// So many bytes are enough, or too many where the whole is needed.
    var bytes = 0
    /// Whether the end of the body is waited for.
    var readsWhole = false
}

/// Why there is no answer, in a few words.
struct FetchFailure: Error {
    let reason: String
}
#endif
