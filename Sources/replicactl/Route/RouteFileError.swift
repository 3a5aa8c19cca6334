// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a route file, and where: a sentence on standard error, and exit status 1.
struct RouteFileError: Error, Hashable, CustomStringConvertible {
    /// Such as `nodes[1].weight`; empty where it is the file as a whole.
    let place: String
    let problem: String

    var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

extension RouteFileError {
    init(at path: [any CodingKey], _ problem: String) {
        self.init(place: Self.place(path), problem: problem)
    }

    /// The place as one would write it in JavaScript.
    static func place(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { place, key in
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += place.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
