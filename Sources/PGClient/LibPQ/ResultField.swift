// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// The fields of an error or notice.
enum ResultField {
    static func text(_ result: OpaquePointer, _ field: Int32) -> String? {
        PQresultErrorField(result, field).map { String(cString: $0) }
    }
}
