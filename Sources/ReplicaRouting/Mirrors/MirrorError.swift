// SPDX-License-Identifier: Apache-2.0

/// The one error of the mirrors: what is wrong with a stack, a mirror, a setting, or that nothing is reachable.
///
/// Switch over ``code``; show ``message``, which is one sentence that says what is wrong and what is valid. It holds
/// no API key and no password.
public struct MirrorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is. New codes may be added, so a `switch` over it needs a `default`.
    public let code: Code

    /// One sentence for people: what is wrong, and what would be valid.
    public let message: String

    /// With the code ``Code/noneReachable``: every mirror with its reason, in the order in which they were tried.
    /// Empty otherwise.
    public let failures: [MirrorFailure]

    /// Makes an error. Probes and adapters of your own use it.
    public init(code: Code, message: String, failures: [MirrorFailure] = []) {
        self.code = code
        self.message = message
        self.failures = failures
    }

    /// The code and the message, for logs.
    public var description: String { "\(code): \(message)" }
}

/// A mirror that was not reachable, and why.
public struct MirrorFailure: Sendable, Hashable {
    /// The title and the id of the mirror, as ``MirrorCandidate/label`` has them.
    public let mirror: String

    /// Why, in a few words: `HTTP status 404`, `no answer within 2.0 seconds`.
    public let reason: String

    /// Makes a failure.
    public init(mirror: String, reason: String) {
        self.mirror = mirror
        self.reason = reason
    }
}

extension MirrorError {
    /// The kinds of ``MirrorError``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, such as `noneReachable`. It is stable: fit for logs and metrics.
        public let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The name of the code.
        public var description: String { name }

        /// A key of the stack-info JSON is missing or holds what it may not.
        public static var invalidStack: Code { Code("invalidStack") }

        /// A value of a mirror does not do for its type, such as a tile width of 0.
        public static var invalidMirror: Code { Code("invalidMirror") }

        /// The number of a tile source type is not one of those that are known.
        public static var unknownTileSourceType: Code { Code("unknownTileSourceType") }

        /// Tiles of this type come through a CATMAID instance, and its URL was not given.
        public static var missingInstance: Code { Code("missingInstance") }

        /// Blocks of this type are found with the attributes of their dataset, and these were not given.
        public static var missingAttributes: Code { Code("missingAttributes") }

        /// The attributes of a dataset lack something or do not fit the mirror.
        public static var invalidAttributes: Code { Code("invalidAttributes") }

        /// A tile cannot be addressed: a zoom level outside its range, a coordinate that is too great.
        public static var invalidTile: Code { Code("invalidTile") }

        /// A chain was to be made of no mirrors.
        public static var noMirrors: Code { Code("noMirrors") }

        /// Two mirrors have the same id.
        public static var duplicateMirror: Code { Code("duplicateMirror") }

        /// A mirror is named that is not there.
        public static var unknownMirror: Code { Code("unknownMirror") }

        /// A setting of a chain is outside its range.
        public static var invalidConfiguration: Code { Code("invalidConfiguration") }

        /// A replica index is neither one of the instances nor one of nil, 0 and -1.
        public static var replicaIndexOutOfRange: Code { Code("replicaIndexOutOfRange") }

        /// No mirror is reachable. ``MirrorError/failures`` and the message list each with its reason.
        public static var noneReachable: Code { Code("noneReachable") }

        /// The task that waited for a choice was cancelled.
        public static var cancelled: Code { Code("cancelled") }
    }
}
