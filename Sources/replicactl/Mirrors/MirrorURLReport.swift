// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// The canary URLs of a stack's mirrors, in order of position.
struct MirrorURLReport: Encodable {
    struct Mirror: Encodable {
        let id: Int
        let title: String
        let tile_source_type: Int
        /// One of these two is there.
        let url: String?
        let error: String?
    }

    let mirrors: [Mirror]

    init(_ stack: Stack, base: String?, attributes: DatasetAttributes?) {
        mirrors = stack.mirrors.map { mirror in
            var (url, failure): (String?, String?) = (nil, nil)
            do throws(MirrorError) {
                url = try TileSource(mirror, of: stack, instance: base).canaryURL(attributes: attributes)
            } catch {
                failure = error.message
            }
            return Mirror(
                id: mirror.id,
                title: mirror.title,
                tile_source_type: mirror.tileSourceType,
                url: url,
                error: failure
            )
        }
    }

    /// One line for each mirror: id, title, URL.
    var lines: [String] {
        let width = mirrors.reduce((id: 0, title: 0)) { widest, mirror in
            (max(widest.id, "\(mirror.id)".count), max(widest.title, Printable.text(mirror.title).count))
        }
        return mirrors.map { mirror in
            let (id, title) = ("\(mirror.id)", Printable.text(mirror.title))
            return String(repeating: " ", count: width.id - id.count) + id + "  " + title
                + String(repeating: " ", count: width.title - title.count) + "  "
                + Printable.text(mirror.url ?? "error: \(mirror.error ?? "")")
        }
    }
}
