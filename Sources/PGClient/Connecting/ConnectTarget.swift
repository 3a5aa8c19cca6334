// SPDX-License-Identifier: Apache-2.0

/// One of the hosts that a configuration lists.
///
/// libpq walks a list of hosts by itself, but then under one common deadline that the first dead host uses up.
/// So each host, and each address of it, is handed to libpq alone.
struct ConnectTarget: Sendable, Hashable {
    /// The name, which TLS verifies and the password file is searched for; `nil` for libpq's default.
    var host: String?
    /// The numeric address; `nil` where the name has not been looked up or needs no look-up.
    var address: String?
    var port: String?
    /// `target_session_attrs` for this one, where it is not the configuration's.
    var sessionAttributes: String?

    /// A name that has to be looked up: not a socket folder, not one with an address of its own.
    var needsLookUp: Bool {
        guard address == nil, let host else { return false }
        return !host.hasPrefix("/") && !host.hasPrefix("@")
    }

    var description: String {
        let name = host ?? address ?? "default host"
        let place = address.map { host == nil || host == $0 ? name : "\(name) (\($0))" } ?? name
        return "\(place):\(port ?? "5432")"
    }

    /// The hosts of a configuration in order.
    ///
    /// - Throws: ``PGError`` with the code `invalidConfiguration` where the lists do not match or a port is not one.
    static func targets(of parameters: [String: String]) throws(PGError) -> [ConnectTarget] {
        let hosts = list(parameters["host"])
        let addresses = list(parameters["hostaddr"])
        let ports = list(parameters["port"])
        let count = max(hosts.count, addresses.count, 1)
        guard hosts.isEmpty || addresses.isEmpty || hosts.count == addresses.count else {
            throw PGError(
                .invalidConfiguration,
                "\(hosts.count) values in host and \(addresses.count) in hostaddr do not match"
            )
        }
        guard ports.count <= 1 || ports.count == count else {
            throw PGError(
                .invalidConfiguration,
                "\(ports.count) ports for \(count) hosts do not match; valid is one port for all or one for each"
            )
        }
        var targets: [ConnectTarget] = []
        for index in 0..<count {
            let port = ports.count > 1 ? ports[index] : ports.first
            if let port, !port.isEmpty {
                guard let number = Int(port), (1...65_535).contains(number) else {
                    throw PGError(.invalidConfiguration, "port \"\(port)\" is not a number from 1 to 65535")
                }
            }
            targets.append(
                ConnectTarget(
                    host: hosts.isEmpty ? nil : nonEmpty(hosts[index]),
                    address: addresses.isEmpty ? nil : nonEmpty(addresses[index]),
                    port: port.flatMap(nonEmpty)
                )
            )
        }
        return inOrderOfPreference(targets, parameters["target_session_attrs"])
    }

    /// libpq prefers a standby by walking its list twice. As it gets one host at a time here, it would take the first.
    private static func inOrderOfPreference(_ targets: [ConnectTarget], _ attributes: String?) -> [ConnectTarget] {
        guard attributes == "prefer-standby" else { return targets }
        return ["standby", "any"].flatMap { attributes in
            targets.map { target in
                var target = target
                target.sessionAttributes = attributes
                return target
            }
        }
    }

    private static func list(_ text: String?) -> [String] {
        guard let text else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func nonEmpty(_ text: String) -> String? {
        text.isEmpty ? nil : text
    }
}
