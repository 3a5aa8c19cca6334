// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// The environment of the programs that are run: none of the `PG...` variables of this process, English messages.
enum ChildEnvironment {
    private static let inherited = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"]

    static func make(adding extra: [String: String] = [:]) -> Environment {
        var values = ["LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"]
        for name in inherited {
            if let value = ClusterFolder.environment(name) { values[name] = value }
        }
        values.merge(extra) { _, new in new }
        var variables: [Environment.Key: String] = [:]
        for (name, value) in values {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        return .custom(variables)
    }
}
