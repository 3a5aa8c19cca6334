// SPDX-License-Identifier: Apache-2.0

/// How to reach one PostgreSQL server, or the first that answers of several hosts, and as whom.
///
/// It is made from a connection string in either of libpq's forms, so that every parameter of libpq works,
/// `sslmode`, `sslrootcert`, `passfile` and the `PG*` variables included:
///
/// ```swift
/// let configuration = try PGConfiguration("postgresql://app@db1:5432/app?sslmode=verify-full")
/// ```
///
/// See [Connection Strings](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
public struct PGConfiguration: Sendable {
    /// The connection's name in errors and logs. Default: `host:port` of the first host.
    public var label: String

    /// How long one attempt may take: one address of one host, or one name look-up. Default: 5 seconds, or the
    /// string's `connect_timeout`. Each host gets it anew, so a dead host does not eat its successor's time.
    public var connectTimeout: Duration

    /// Whether each transaction is read-only unless it says otherwise (`default_transaction_read_only=on`
    /// from the first statement on). A statement that writes then fails with SQLSTATE 25006. Default: `false`.
    public var isReadOnly = false

    /// How long a cancelled statement may take to end on the server before the connection is closed instead of
    /// used again. Default: 2 seconds.
    public var cancelTimeout: Duration = .seconds(2)

    /// How many prepared statements each connection keeps, the least recently used leaving first. 0 turns preparing off,
    /// as poolers in transaction mode need it. Default: 256.
    public var statementCacheSize = 256

    /// libpq's parameters. Values, the password among them, never leave this module.
    var parameters: [String: String]

    #if Tracing
    /// What makes the spans of its statements; see ``tracing``.
    var serverTracing: ServerTracing?
    #endif

    /// Takes a connection string apart.
    ///
    /// - Parameters:
    ///   - connectionString: A `postgresql://` URI or a `key=value` string. What it leaves out comes from the
    ///     `PG*` variables, the service file and libpq's defaults, as with libpq itself.
    ///   - label: The connection's name in errors and logs.
    /// - Throws: ``PGError`` with the code `invalidConfiguration` where it cannot be read.
    public init(_ connectionString: String, label: String? = nil) throws(PGError) {
        try self.init(connectionString, label: label, defaultConnectTimeout: .seconds(5))
    }

    package init(
        _ connectionString: String,
        label: String?,
        defaultConnectTimeout: Duration
    ) throws(PGError) {
        parameters = try ConnectionString(connectionString).parameters
        self.label = label ?? Self.endpoint(of: parameters)
        connectTimeout = defaultConnectTimeout
        if let text = parameters.removeValue(forKey: "connect_timeout") {
            guard let seconds = Int(text) else {
                throw PGError(
                    .invalidConfiguration,
                    "connect_timeout is \"\(text)\"; valid is a whole number of seconds, 0 for libpq's default"
                )
            }
            // libpq takes 0 and negative numbers as "no limit"; here an attempt always has one.
            if seconds > 0 { connectTimeout = .seconds(seconds) }
        }
        if parameters["application_name"] == nil {
            parameters["fallback_application_name"] = "swift-replica-routing"
        }
        _ = try ConnectTarget.targets(of: parameters)
    }

    /// The parameters of a connection to `target`, ready for libpq.
    func parameters(for target: ConnectTarget) -> [String: String] {
        var parameters = parameters
        parameters["host"] = target.host
        parameters["hostaddr"] = target.address
        parameters["port"] = target.port
        if let attributes = target.sessionAttributes { parameters["target_session_attrs"] = attributes }
        if isReadOnly {
            let setting = "-c default_transaction_read_only=on"
            parameters["options"] = parameters["options"].map { "\($0) \(setting)" } ?? setting
        }
        return parameters
    }

    private static func endpoint(of parameters: [String: String]) -> String {
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "localhost"
        let first = host.split(separator: ",").first.map(String.init) ?? host
        let port = parameters["port"]?.split(separator: ",").first.map(String.init) ?? "5432"
        return "\(first):\(port)"
    }
}

extension PGConfiguration: CustomStringConvertible, CustomReflectable {
    /// The label, the user and the database; never the password.
    public var description: String {
        "PGConfiguration(\(label), user: \(parameters["user"] ?? "default"), "
            + "database: \(parameters["dbname"] ?? "default"))"
    }

    /// Only what ``description`` says: `dump` must not print the password either.
    public var customMirror: Mirror {
        Mirror(self, children: ["description": description])
    }
}
