// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What `PGHOST`, `PGHOSTADDR`, `PGPORT` and `PGTARGETSESSIONATTRS` say of the hosts. libpq would fill them in by itself, but then walk
/// them under one common deadline.
enum DefaultHosts {
    static func fillIn(_ parameters: [String: String]) -> [String: String] {
        // A service file, which only libpq reads, stands between the string and the environment.
        guard parameters["service"] == nil, getenv("PGSERVICE") == nil else { return parameters }
        var parameters = parameters
        if parameters["host"] == nil, parameters["hostaddr"] == nil {
            parameters["host"] = variable("PGHOST")
            parameters["hostaddr"] = variable("PGHOSTADDR")
        }
        if parameters["port"] == nil { parameters["port"] = variable("PGPORT") }
        if parameters["target_session_attrs"] == nil {
            parameters["target_session_attrs"] = variable("PGTARGETSESSIONATTRS")
        }
        return parameters
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
