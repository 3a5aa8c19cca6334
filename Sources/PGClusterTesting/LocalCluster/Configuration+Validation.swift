// SPDX-License-Identifier: Apache-2.0

extension LocalCluster.Configuration {
    /// Refuses what cannot work before anything is made.
    func validate() throws(ClusterError) {
        guard (0...16).contains(replicas) else {
            throw invalid("replicas is \(replicas); valid are 0 to 16")
        }
        if let firstPort {
            let highest = 65_535 - replicas
            guard (1024...highest).contains(firstPort) else {
                throw invalid("firstPort is \(firstPort); with \(replicas) replicas, valid are 1024 to \(highest)")
            }
        }
        guard startTimeout > .zero else {
            throw invalid("startTimeout is \(startTimeout); valid is any time above zero")
        }
        try validateName(database, property: "database", taken: ["postgres", "template0", "template1"])
        try validateName(user, property: "user", taken: ["postgres", "replicator"])
        if user.lowercased().hasPrefix("pg_") {
            throw invalid("user is \"\(user)\"; names that begin with pg_ belong to PostgreSQL")
        }
        if let password, password.isEmpty || password.unicodeScalars.contains(where: Self.isControl) {
            throw invalid("password is empty or holds a control character")
        }
        try ServerSettings.validate(settings)
    }

    private func validateName(_ name: String, property: String, taken: Set<String>) throws(ClusterError) {
        guard (1...63).contains(name.utf8.count), !name.unicodeScalars.contains(where: Self.isControl) else {
            throw invalid("\(property) is not 1 to 63 bytes long without control characters")
        }
        guard !taken.contains(name) else {
            throw invalid("\(property) is \"\(name)\", which every cluster has already; choose another")
        }
    }

    private func invalid(_ message: String) -> ClusterError {
        ClusterError(.invalidConfiguration, "The cluster's configuration is not valid: \(message).")
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || scalar.value == 0x7f
    }
}
