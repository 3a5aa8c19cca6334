// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// Runs a ``Scenario`` under one policy after the other: a discrete-event simulation, in which the routers, the health
/// and the loads are the library's own and only the nodes, the network, the clients and the time are made up.
///
/// It does no I/O and reads no clock. The same scenario, policy and seed give the same result on every platform.
///
/// What the model leaves out: connections (each request finds one), the text of queries, locks between requests, and the
/// cost of the client's own processor. A time-out ends a request for its caller while its node works on. A write that was
/// lost with its node fails, its outcome unknown, and is never sent again.
public struct Simulator: Sendable {
    /// What is simulated.
    public let scenario: Scenario

    private let nodes: [Node]

    /// Takes a scenario, if it is one that can be simulated.
    ///
    /// - Throws: ``ScenarioError`` that names the place and what is valid.
    public init(_ scenario: Scenario) throws(ScenarioError) {
        try scenario.validate()
        self.scenario = scenario
        nodes = scenario.routingNodes()
    }

    /// Runs the scenario.
    ///
    /// - Parameters:
    ///   - policy: What decides where requests go.
    ///   - seed: Where the random numbers come from. Runs of the same seed have the same requests at the same times,
    ///     whatever the policy.
    /// - Throws: ``ScenarioError`` where the nodes make no topology.
    public func run(_ policy: SimulatedPolicy, seed: UInt64) throws(ScenarioError) -> SimulationResult {
        // Each process has counters of its own, so each gets a topology of its own.
        var topologies: [Topology] = []
        do throws(RoutingError) {
            for _ in 0..<scenario.processes { topologies.append(try Topology(nodes)) }
        } catch {
            throw ScenarioError(.invalidTopology, at: "nodes", error.message)
        }
        let simulation = Simulation(scenario, policy: policy, topologies: topologies, seed: seed)
        var result = simulation.run()
        result.scenario = scenario.name
        result.policy = policy.name
        result.seed = seed
        return result
    }
}
