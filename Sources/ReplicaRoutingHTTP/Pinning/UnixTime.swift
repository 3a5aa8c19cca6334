// SPDX-License-Identifier: Apache-2.0

#if HTTP
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The time of day as markers count it.
///
/// Servers whose clocks differ see each other's markers end sooner or later by that much.
public enum UnixTime {
    /// The system's time, in milliseconds since 1970 (UTC).
    @Sendable
    public static func now() -> Int64 {
        Int64(exactly: (Date().timeIntervalSince1970 * 1_000).rounded(.down)) ?? 0
    }
}
#endif
