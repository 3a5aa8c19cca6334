// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import ClusterTrait
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite(
    "The example's server over a primary and two replicas",
    .serialized,
    .cluster(replicas: 2),
    .timeLimit(.minutes(5))
)
struct ExampleServerTests {
    private let replicas: Set<String> = ["replica-1", "replica-2"]

    private func post(_ title: String, from browser: Browser) async throws {
        let response = try await browser.send(.post, "/stack", body: "{\"title\": \"\(title)\"}")
        #expect(response.status == .created)
    }

    @Test("who has posted reads it from the primary, and others go on reading from the replicas")
    func readYourWrites() async throws {
        try await withServer(pins: .seconds(600)) { client in
            let (ann, bob) = (Browser(client), Browser(client))
            #expect(replicas.contains(try await ann.text("/node")))
            try await withStaleReplicas {
                try await post("L1 CNS", from: ann)
                for _ in 0..<10 {
                    #expect(try await ann.text("/node") == "primary")
                    #expect(try await ann.text("/stack").contains("L1 CNS"))
                    #expect(replicas.contains(try await bob.text("/node")))
                    #expect(try await !bob.text("/stack").contains("L1 CNS"))
                }
            }
        }
    }

    @Test("a GET request that writes pins its own user, and nobody else")
    func writingGet() async throws {
        try await withServer(pins: .seconds(600)) { client in
            let (ann, bob) = (Browser(client), Browser(client))
            let response = try await ann.send(.get, "/touch")
            #expect(response.status == .ok)
            #expect(response.headers[values: .setCookie].count == 1)
            for _ in 0..<10 {
                #expect(try await ann.text("/node") == "primary")
                #expect(replicas.contains(try await bob.text("/node")))
            }
            #expect(bob.cookies.isEmpty)
        }
    }

    @Test("the reads return to the replicas when the time is over, and not before")
    func expiry() async throws {
        let pins = Duration.milliseconds(500)
        try await withServer(pins: pins) { client in
            let ann = Browser(client)
            let start = ContinuousClock.now
            try await post("Adult brain", from: ann)
            let hasReturned = try await eventually { replicas.contains(try await ann.text("/node")) }
            #expect(hasReturned)
            // The system's time of day is set in steps of a millisecond, and a little beside this clock.
            #expect(start.duration(to: .now) >= pins - .milliseconds(20))
            #expect(ann.cookies.count == 1, "the client still sends its marker")
        }
    }

    @Test("requests of one client at the same time keep the pin")
    func parallel() async throws {
        try await withServer(pins: .seconds(600)) { client in
            let ann = Browser(client)
            try await post("Whole fly", from: ann)
            try await withThrowingTaskGroup(of: String.self) { tasks in
                for _ in 0..<20 { tasks.addTask { try await ann.text("/node") } }
                for try await node in tasks { #expect(node == "primary") }
            }
            async let touched = ann.send(.get, "/touch")
            async let read = ann.text("/node")
            #expect(try await touched.status == .ok)
            #expect(try await read == "primary")
            #expect(try await ann.text("/node") == "primary")
        }
    }

    @Test("a forged marker neither pins nor fails a request")
    func forged() async throws {
        try await withServer(pins: .seconds(600)) { client in
            let ann = Browser(client)
            try await post("Larva", from: ann)
            let marker = try #require(ann.cookies["replica-pin"])
            let last = try #require(marker.last)
            let forged = Browser(client, cookies: ["replica-pin": marker.dropLast() + (last == "A" ? "E" : "A")])
            for _ in 0..<10 {
                let response = try await forged.send(.get, "/node")
                #expect(response.status == .ok)
                #expect(replicas.contains(String(buffer: response.body)))
            }
            #expect(try await Browser(client, cookies: ["replica-pin": marker]).text("/node") == "primary")
        }
    }
}
#endif
