// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension NodeGroup: Decodable {
    /// Decodes a group of nodes as ``ScenarioFile`` has it.
    ///
    /// - Throws: ``ScenarioError``.
    public init(from decoder: any Decoder) throws {
        let keys = ["name", "count", "role", "weight", "zone", "servers", "service", "lag"]
        let file = try ObjectReader(decoder, keys: keys, what: "a group of nodes")
        self.init(name: try file.required("name", valid: "a text"))
        if let number = try file.optional("count", Int.self, valid: "a whole number") { count = number }
        if let kind = try file.optional("role", NodeRole.self, valid: "\"primary\" or \"replica\"") { role = kind }
        if let number = try file.optional("weight", Double.self, valid: "a number of at least 0") { weight = number }
        zone = try file.optional("zone", String.self, valid: "a text")
        if let choice = try file.optional("servers", ServerChoice.self, valid: "a whole number or \"unlimited\"") {
            servers = choice.count
        }
        if let time = try file.optional("service", ServiceTime.self, valid: ServiceTime.valid) { service = time }
        if let time = try file.duration("lag") { lag = time }
    }
}

private struct ServerChoice: Decodable {
    let count: Int?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self), text == "unlimited" {
            count = nil
        } else {
            count = try container.decode(Int.self)
        }
    }
}

extension ServiceTime: Decodable {
    static let valid =
        "one of constant, exponential, logNormal and bimodal, such as {\"exponential\": \"2ms\"}"

    /// Decodes a distribution as ``ScenarioFile`` has it.
    ///
    /// - Throws: ``ScenarioError``.
    public init(from decoder: any Decoder) throws {
        let keys = ["constant", "exponential", "logNormal", "bimodal"]
        let file = try ObjectReader(decoder, keys: keys, what: "a distribution")
        guard file.present(of: keys).count == 1 else {
            throw file.error(nil, "there must be one distribution: valid is \(Self.valid)")
        }
        if let time = try file.duration("constant") {
            self = .constant(time)
        } else if let time = try file.duration("exponential") {
            self = .exponential(mean: time)
        } else if let shape = try file.optional("logNormal", LogNormal.self, valid: "an object of median and sigma") {
            self = .logNormal(median: shape.median, sigma: shape.sigma)
        } else {
            let shape = try file.required("bimodal", Bimodal.self, valid: "an object of fast, slow and slowShare")
            self = .bimodal(fast: shape.fast, slow: shape.slow, slowShare: shape.slowShare)
        }
    }

    private struct LogNormal: Decodable {
        let median: Duration
        let sigma: Double

        init(from decoder: any Decoder) throws {
            let file = try ObjectReader(decoder, keys: ["median", "sigma"], what: "a log-normal distribution")
            median = try file.requiredDuration("median")
            sigma = try file.required("sigma", valid: "a number of 0 to 5")
        }
    }

    private struct Bimodal: Decodable {
        let fast: Duration
        let slow: Duration
        let slowShare: Double

        init(from decoder: any Decoder) throws {
            let file = try ObjectReader(decoder, keys: ["fast", "slow", "slowShare"], what: "a bimodal distribution")
            fast = try file.requiredDuration("fast")
            slow = try file.requiredDuration("slow")
            slowShare = try file.required("slowShare", valid: "a share of 0 to 1")
        }
    }
}

extension Load: Decodable {
    static let valid =
        "one of open and closed, such as {\"open\": {\"perSecond\": 1000}} or {\"closed\": {\"clients\": 50}}"

    /// Decodes a load as ``ScenarioFile`` has it.
    ///
    /// - Throws: ``ScenarioError``.
    public init(from decoder: any Decoder) throws {
        let file = try ObjectReader(decoder, keys: ["open", "closed"], what: "a load")
        guard file.present(of: ["open", "closed"]).count == 1 else {
            throw file.error(nil, "there must be one load: valid is \(Self.valid)")
        }
        if let open = try file.optional("open", Open.self, valid: "an object with perSecond") {
            self = .open(perSecond: open.perSecond, evenly: open.evenly)
        } else {
            let closed = try file.required("closed", Closed.self, valid: "an object with clients")
            self = .closed(clients: closed.clients, think: closed.think)
        }
    }

    private struct Open: Decodable {
        let perSecond: Double
        let evenly: Bool

        init(from decoder: any Decoder) throws {
            let file = try ObjectReader(decoder, keys: ["perSecond", "evenly"], what: "an open load")
            perSecond = try file.required("perSecond", valid: "a number above 0")
            evenly = try file.optional("evenly", valid: "true or false") ?? false
        }
    }

    private struct Closed: Decodable {
        let clients: Int
        let think: Duration

        init(from decoder: any Decoder) throws {
            let file = try ObjectReader(decoder, keys: ["clients", "think"], what: "a closed load")
            clients = try file.required("clients", valid: "a whole number")
            think = try file.duration("think") ?? .zero
        }
    }
}

extension Scenario.Network: Decodable {
    /// Decodes a network as ``ScenarioFile`` has it.
    ///
    /// - Throws: ``ScenarioError``.
    public init(from decoder: any Decoder) throws {
        let file = try ObjectReader(decoder, keys: ["near", "far"], what: "a network")
        self.init()
        if let time = try file.duration("near") { near = time }
        if let time = try file.duration("far") { far = time }
    }
}

/// Probes or the word for none.
struct ProbeChoice: Decodable {
    let settings: ProbeSettings?

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self), text == "none" {
            settings = nil
            return
        }
        let file = try ObjectReader(decoder, keys: ["interval", "timeout", "backoff"], what: "a choice of probes")
        var probes = ProbeSettings()
        if let time = try file.duration("interval") { probes.interval = time }
        if let time = try file.duration("timeout") { probes.timeout = time }
        if let backoff = try file.optional("backoff", BackoffChoice.self, valid: "an object") {
            do throws(RoutingError) {
                probes.backoff = try Backoff(
                    initial: backoff.initial ?? probes.backoff.initial,
                    multiplier: backoff.multiplier ?? probes.backoff.multiplier,
                    maximum: backoff.maximum ?? probes.backoff.maximum,
                    jitter: backoff.jitter ?? probes.backoff.jitter
                )
            } catch {
                throw file.error("backoff", error.message)
            }
        }
        settings = probes
    }

    private struct BackoffChoice: Decodable {
        let initial: Duration?
        let multiplier: Double?
        let maximum: Duration?
        let jitter: Double?

        init(from decoder: any Decoder) throws {
            let keys = ["initial", "multiplier", "maximum", "jitter"]
            let file = try ObjectReader(decoder, keys: keys, what: "a backoff")
            initial = try file.duration("initial")
            multiplier = try file.optional("multiplier", valid: "a number of at least 1")
            maximum = try file.duration("maximum")
            jitter = try file.optional("jitter", valid: "a number of at least 0 and below 1")
        }
    }
}
