// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import Hummingbird
import HummingbirdReplicaRouting
import Logging
import PGRouting
import ReplicaRoutingHTTP

/// A small server over a cluster: reads go to the replicas, and who has written reads from the primary for a while.
struct StackServer {
    let cluster: PGCluster
    let cookie: PinCookie
    var address = BindAddress.hostname("127.0.0.1", port: 8080)
    var logger = Logger(label: "stack-server")

    struct Stack: ResponseCodable {
        var title: String
    }

    /// The server and the cluster, to be run as one service.
    func application() -> Application<RouterResponder<BasicRequestContext>> {
        let router = Hummingbird.Router()
        router.add(middleware: PinCookieMiddleware(cookie))

        router.get("stack") { [cluster] _, _ in
            try await cluster.query("SELECT title FROM stack ORDER BY id", as: String.self).map(Stack.init)
        }
        router.post("stack") { [cluster] request, context in
            let stack = try await request.decode(as: Stack.self, context: context)
            try await cluster.execute("INSERT INTO stack (title) VALUES (\(stack.title))")
            return EditedResponse(status: .created, response: stack)
        }
        // A GET request that writes: the middleware looks at what was done, not at the method.
        router.get("touch") { [cluster] _, _ in
            let visits = try await cluster.withTransaction { transaction in
                try await transaction.query("UPDATE visit SET count = count + 1 RETURNING count", as: Int.self)
            }
            return "\(visits.first ?? 0)"
        }
        // The name of the node that serves a read of this user now.
        router.get("node") { [cluster] _, _ in
            try await cluster.read { connection in
                _ = try await connection.query("SELECT 1", as: Int.self)
                return connection.server
            }
        }

        var application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: address, serverName: "stack-server"),
            services: [cluster],
            logger: logger
        )
        application.beforeServerStarts { try await createTables() }
        return application
    }

    private func createTables() async throws {
        try await cluster.withTransaction { transaction in
            try await transaction.execute(
                "CREATE TABLE IF NOT EXISTS stack (id int GENERATED ALWAYS AS IDENTITY, title text NOT NULL)"
            )
            try await transaction.execute("CREATE TABLE IF NOT EXISTS visit (count int NOT NULL)")
            try await transaction.execute("INSERT INTO visit SELECT 0 WHERE NOT EXISTS (SELECT FROM visit)")
        }
    }
}
#endif
