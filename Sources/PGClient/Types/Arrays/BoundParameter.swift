// SPDX-License-Identifier: Apache-2.0

/// A parameter as it is sent. It must not leave the function it is given to.
struct BoundParameter {
    var type: PGType
    var isBinary: Bool
    /// `nil` for NULL.
    var bytes: UnsafeRawBufferPointer?
}

extension PGParameters {
    /// Calls `body` with each parameter in order.
    func forEachBound(_ body: (BoundParameter) -> Void) {
        withPointers { count, types, values, lengths, formats in
            guard let types, let values, let lengths, let formats else { return }
            for index in 0..<Int(count) {
                body(
                    BoundParameter(
                        type: PGType(rawValue: types[index]),
                        isBinary: formats[index] == 1,
                        bytes: values[index].map {
                            UnsafeRawBufferPointer(start: $0, count: Int(lengths[index]))
                        }
                    )
                )
            }
        }
    }
}
