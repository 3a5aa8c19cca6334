// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import ReplicaRouting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Gets what a URL answers, no more of it than needed, through redirects.
struct HTTPFetcher: Sendable {
    private static let maximumRedirects = 5

    let client: HTTPClient

    func get(
        _ url: String,
        headers: [(name: String, value: String)],
        _ limits: FetchLimits,
        _ deadline: ContinuousClock.Instant
    ) async -> Result<FetchedAnswer, FetchFailure> {
        var (place, visited) = (url, [url])
        while true {
            do {
                let isAtHome = Self.origin(place) == Self.origin(url)
                let request = Self.request(place, isAtHome ? headers : [])
                let response = try await client.execute(request, deadline: Self.instant(deadline))
                guard let target = Self.redirect(response, from: place) else {
                    return .success(try await Self.answer(response, limits))
                }
                guard !visited.contains(target) else { return .failure(FetchFailure(reason: "redirect loop")) }
                guard visited.count <= Self.maximumRedirects else {
                    return .failure(FetchFailure(reason: "more than \(Self.maximumRedirects) redirects"))
                }
                visited.append(target)
                place = target
            } catch {
                return .failure(FetchFailure(error, host: URL(string: place)?.host() ?? ""))
            }
        }
    }

    /// The attributes of a dataset, of up to 4 MiB.
    func attributes(
        _ url: String,
        headers: [(name: String, value: String)],
        _ deadline: ContinuousClock.Instant
    ) async -> Result<DatasetAttributes, FetchFailure> {
        let limits = FetchLimits(bytes: 4 << 20, readsWhole: true)
        return await get(url, headers: headers, limits, deadline).flatMap { answer in
            guard answer.status == 200 else { return .failure(FetchFailure(reason: "HTTP status \(answer.status)")) }
            guard !answer.isCut else { return .failure(FetchFailure(reason: "more than \(limits.bytes) bytes")) }
            do {
                return .success(try JSONDecoder().decode(DatasetAttributes.self, from: Data(answer.body)))
            } catch let error as MirrorError {
                return .failure(FetchFailure(reason: error.message))
            } catch {
                return .failure(FetchFailure(reason: "not JSON"))
            }
        }
    }

    private static func request(_ url: String, _ headers: [(name: String, value: String)]) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        // A cache on the way may hold the tile of a mirror that is gone.
        request.headers.add(name: "cache-control", value: "no-cache")
        request.headers.add(name: "pragma", value: "no-cache")
        for header in headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
        return request
    }

    private static func redirect(_ response: HTTPClientResponse, from url: String) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status.code),
            let location = response.headers.first(name: "location"),
            let target = URL(string: location, relativeTo: URL(string: url))
        else { return nil }
        return target.absoluteString
    }

    private static func answer(_ response: HTTPClientResponse, _ limits: FetchLimits) async throws -> FetchedAnswer {
        var body: [UInt8] = []
        var isCut = false
        if response.status == .ok, limits.bytes > 0 || limits.readsWhole {
            for try await part in response.body {
                let room = limits.bytes - body.count
                body += part.readableBytesView.prefix(room)
                isCut = part.readableBytes > room
                // Leaving the body before its end closes the connection.
                if isCut || (!limits.readsWhole && body.count == limits.bytes) { break }
            }
        }
        return FetchedAnswer(
            status: Int(response.status.code),
            contentType: response.headers.first(name: "content-type") ?? "",
            body: body,
            isCut: isCut
        )
    }

    /// Scheme, host and port: headers with credentials are for these.
    private static func origin(_ url: String) -> [String] {
        let url = URL(string: url)
        let scheme = url?.scheme?.lowercased() ?? ""
        return [scheme, url?.host()?.lowercased() ?? "", "\(url?.port ?? (scheme == "https" ? 443 : 80))"]
    }

    /// A little later than the deadline, which the probe keeps itself: this is for what it leaves behind.
    private static func instant(_ deadline: ContinuousClock.Instant) -> NIODeadline {
        let left = ContinuousClock.now.duration(to: deadline) + .seconds(1)
        return .now() + TimeAmount(max(.zero, min(.seconds(86_400), left)))
    }
}
#endif
