// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// A failure of a command on mirrors: a sentence on standard error, and exit status 1.
struct MirrorsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ error: MirrorError) {
        self.init(error.message)
    }

    /// What a command that sends requests says where it was built without the trait for it.
    static func withoutHTTP(_ command: String) -> MirrorsError {
        MirrorsError(
            "'mirrors \(command)' sends HTTP requests, and this replicactl was built without the package trait HTTP. "
                + "Build it with: swift build -c release --traits HTTP --product replicactl"
        )
    }
}
