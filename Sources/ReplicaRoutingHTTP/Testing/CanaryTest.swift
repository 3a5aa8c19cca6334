// SPDX-License-Identifier: Apache-2.0

#if HTTP
import Crypto
import ReplicaRouting

/// What a canary tile must be, beside its status and content type: so that a black placeholder does not pass.
///
/// SHA-256 digests are 64 hexadecimal digits, in either case.
public struct CanaryTest: Sendable, Hashable {
    /// The least number of bytes. Default: nil, which is 1 for images and 0 for blocks.
    public var minimumBytes: Int?

    /// The tile must have one of these digests. Default: none, any will do.
    public var acceptedSHA256: [String]

    /// The tile must not have one of these digests: those of known placeholders. Default: none.
    public var rejectedSHA256: [String]

    /// Up to which size a tile is read for its digest; a greater one fails. Default: 8 MiB.
    public var maximumBytes: Int

    /// Makes a test. Default: nothing beside status and content type.
    public init(
        minimumBytes: Int? = nil,
        acceptedSHA256: [String] = [],
        rejectedSHA256: [String] = [],
        maximumBytes: Int = 8 << 20
    ) {
        self.minimumBytes = minimumBytes
        self.acceptedSHA256 = acceptedSHA256
        self.rejectedSHA256 = rejectedSHA256
        self.maximumBytes = maximumBytes
    }

    private var needsDigest: Bool { !(acceptedSHA256.isEmpty && rejectedSHA256.isEmpty) }

    private func least(forImages: Bool) -> Int { minimumBytes ?? (forImages ? 1 : 0) }

    func check() throws(MirrorError) {
        let most = 1 << 30
        guard (0...most).contains(maximumBytes), (0...most).contains(minimumBytes ?? 0) else {
            throw MirrorError(
                code: .invalidConfiguration,
                message: "the canary's size is \(minimumBytes ?? 0) to \(maximumBytes) bytes: valid are 0 to \(most)"
            )
        }
        for digest in acceptedSHA256 + rejectedSHA256
        where digest.utf8.count != 64 || !digest.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            throw MirrorError(
                code: .invalidConfiguration,
                message: "the SHA-256 of the canary is \"\(digest)\": valid are 64 hexadecimal digits"
            )
        }
    }

    func limits(forImages: Bool) -> FetchLimits {
        needsDigest
            ? FetchLimits(bytes: maximumBytes, readsWhole: true)
            : FetchLimits(bytes: least(forImages: forImages), readsWhole: false)
    }

    func outcome(of answer: FetchedAnswer, forImages: Bool) -> ProbeOutcome {
        guard answer.status == 200 else { return .unreachable(reason: "HTTP status \(answer.status)") }
        if forImages, !answer.contentType.lowercased().hasPrefix("image/") {
            let type = answer.contentType.isEmpty ? "none" : String(answer.contentType.prefix(60))
            return .unreachable(reason: "not an image: content type \(type)")
        }
        let least = least(forImages: forImages)
        guard answer.body.count >= least else {
            return .unreachable(reason: answer.body.isEmpty ? "empty body" : "only \(answer.body.count) bytes")
        }
        guard needsDigest else { return .reachable }
        guard !answer.isCut else { return .unreachable(reason: "more than \(maximumBytes) bytes") }
        let digest = SHA256.hash(data: answer.body).map { Self.hexadecimal($0) }.joined()
        if rejectedSHA256.contains(where: { $0.lowercased() == digest }) {
            return .unreachable(reason: "a known placeholder")
        }
        guard acceptedSHA256.isEmpty || acceptedSHA256.contains(where: { $0.lowercased() == digest }) else {
            return .unreachable(reason: "SHA-256 \(digest.prefix(12))... is not the expected one")
        }
        return .reachable
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
#endif
