// SPDX-License-Identifier: Apache-2.0

/// The input of the single-user server: one statement a line.
struct RoleStatements: Sendable {
    let user: String
    let password: String
    let database: String
    let replicatorPassword: String

    var text: String {
        """
        CREATE ROLE \(ClusterLayout.replicator) LOGIN REPLICATION PASSWORD \(Self.literal(replicatorPassword));
        CREATE ROLE \(Self.identifier(user)) LOGIN PASSWORD \(Self.literal(password));
        CREATE DATABASE \(Self.identifier(database)) OWNER \(Self.identifier(user));

        """
    }

    /// Valid with `standard_conforming_strings`, which is on.
    static func literal(_ text: String) -> String { enclosed(text, in: "'") }

    static func identifier(_ text: String) -> String { enclosed(text, in: "\"") }

    private static func enclosed(_ text: String, in quote: Character) -> String {
        String(quote) + text.map { $0 == quote ? "\(quote)\(quote)" : String($0) }.joined() + String(quote)
    }
}
