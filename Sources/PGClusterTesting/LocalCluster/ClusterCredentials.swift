// SPDX-License-Identifier: Apache-2.0

/// Who may log in, and to what.
struct ClusterCredentials: Sendable, Codable {
    let user: String
    let password: String
    let database: String
}
