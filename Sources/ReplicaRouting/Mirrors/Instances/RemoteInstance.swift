// SPDX-License-Identifier: Apache-2.0

/// Another CATMAID instance: a whole read-only server that can stand in for bulk reads.
///
/// Instances form a chain as the mirrors of a stack do: `MirrorChain(instances: list, replicaIndex: 2)`.
public struct RemoteInstance: MirrorCandidate, Hashable {
    /// A user and a password for HTTP's basic authentication.
    public struct BasicAuthentication: Sendable, Hashable {
        /// The name of the user.
        public let user: String

        /// The password.
        public let password: Secret

        /// Makes credentials.
        public init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }
    }

    /// The name, which is also the id: it stays when the list around it changes.
    public let name: String

    /// The base URL of the instance.
    public let url: String

    /// The API key, sent as `X-Authorization: Token ...`, or nil for none.
    public let apiKey: Secret?

    /// Credentials for the server in front of the instance, or nil for none.
    public let basicAuthentication: BasicAuthentication?

    /// The place in the list, from 1 on, as the replica index counts. A chain of instances sets it.
    public internal(set) var position: Int

    /// Makes an instance.
    public init(
        name: String,
        url: String,
        apiKey: Secret? = nil,
        basicAuthentication: BasicAuthentication? = nil,
        position: Int = 0
    ) {
        self.name = name
        self.url = url
        self.apiKey = apiKey
        self.basicAuthentication = basicAuthentication
        self.position = position
    }

    /// The name.
    public var id: String { name }

    /// The name.
    public var title: String { name }
}
