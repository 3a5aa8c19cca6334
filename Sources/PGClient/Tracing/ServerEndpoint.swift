// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import CLibPQ
internal import Tracing

/// Where statements run, as far as it is known: the database and the server's address.
struct ServerEndpoint: Sendable, Equatable {
    var database: String?
    var host: String?
    var port: Int?

    /// What a configuration says by itself; nothing of the server where it lists several.
    init(_ parameters: [String: String]) {
        database = parameters["dbname"]
        let filled = DefaultHosts.fillIn(parameters)
        guard let host = filled["host"] ?? filled["hostaddr"], !host.isEmpty, !host.contains(",") else { return }
        self.host = host
        port = filled["port"].map { Int($0) } ?? 5432
    }

    /// What libpq has connected to.
    init(_ handle: borrowing LibPQHandle) {
        database = Self.text(PQdb(handle.connection))
        host = Self.text(PQhost(handle.connection))
        port = Self.text(PQport(handle.connection)).flatMap { Int($0) }
    }

    /// Whether an open connection has nothing to add.
    var isComplete: Bool { database != nil && host != nil && port != nil }

    func describe(in attributes: inout SpanAttributes) {
        attributes["db.system.name"] = "postgresql"
        if let database { attributes["db.namespace"] = database }
        if let host {
            attributes["server.address"] = host
            if let port { attributes["server.port"] = port }
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        text(UnsafePointer(pointer))
    }
}
#endif
