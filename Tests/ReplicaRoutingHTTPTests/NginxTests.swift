// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import NIOSSL
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("Static tiles from nginx", .timeLimit(.minutes(1)), .enabled(if: Nginx.program != nil, Nginx.missing))
struct NginxTests {
    private static let files = [
        "one/7/3_2_0.jpg": "tile", "four/7/0/3_2.jpg": "tile", "five/0/7/3/2.jpg": "tile",
        "seven/largeDataTileSource/64/64/0/7/3/2.jpg": "tile",
        "v.n5/raw/s0/attributes.json": #"{"dimensions":[256,256,64],"blockSize":[64,64,7],"dataType":"uint8"}"#,
        "v.n5/raw/s0/2/3/1": "block",
        "pre/info": #"{"scales":[{"key":"8_8_8","size":[256,256,64],"chunk_sizes":[[64,64,7]]}]}"#,
        "pre/8_8_8/128-192_192-256_7-14": "block",
        "empty/7/3_2_0.jpg": "", "page/index.html": "<html>",
    ]

    @Test(
        "tiles and blocks on disk are reachable under the URLs of their types",
        arguments: [
            (1, "one/"), (4, "four/"), (5, "five/"), (7, "seven/"), (9, "one/"),
            (11, "v.n5/raw/%SCALE_DATASET%/0_1_2"), (14, "pre/0_1_2"),
        ]
    )
    func reachable(type: Int, path: String) async throws {
        let nginx = try await Nginx(files: Self.files)
        #expect(try await outcome(nginx.base + path, type: type) == .reachable)
        #expect(nginx.requests.allSatisfy { $0.hasPrefix("GET /") && $0.hasSuffix(" 200") && !$0.contains("?") })
    }

    @Test("what is missing, empty, a page or moved in a circle is not")
    func unreachable() async throws {
        let nginx = try await Nginx(
            files: Self.files,
            settings: """
                location /page/ { try_files $uri /page/index.html; }
                location /circle/ { return 302 $scheme://$http_host$request_uri; }
                location /moved/ { rewrite ^/moved/(.*)$ /one/$1 permanent; }
                """
        )
        for (path, reason) in [
            ("nowhere/", "HTTP status 404"), ("empty/", "empty body"), ("circle/", "redirect loop"),
            ("page/", "not an image: content type text/html"),
        ] {
            #expect(try await outcome(nginx.base + path) == .unreachable(reason: reason))
        }
        #expect(try await outcome(nginx.base + "moved/") == .reachable)
    }

    @Test("a certificate is verified: one of one's own, or for another name, is not trusted unless the client says so")
    func certificates() async throws {
        let nginx = try await Nginx(files: Self.files, tls: true)
        let untrusted = ProbeOutcome.unreachable(reason: "the TLS certificate is not trusted")
        #expect(try await outcome("https://localhost:\(nginx.tlsPort)/one/") == untrusted)
        let otherHost = ProbeOutcome.unreachable(reason: "the TLS certificate is for another host")
        var configuration = HTTPClient.Configuration.canary
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(nginx.certificate)
        configuration.tlsConfiguration = tls
        try await withClient(configuration) { client in
            for (host, expected) in [("localhost", ProbeOutcome.reachable), ("127.0.0.1", otherHost)] {
                let mirror = StackMirror.at("https://\(host):\(nginx.tlsPort)/one/")
                let probe = try HTTPCanaryProbe(client, stack: Stack.of([mirror]), timeout: .seconds(30))
                #expect(await probe.probe(mirror, timeout: .seconds(30)) == expected)
            }
        }
    }
}
#endif
