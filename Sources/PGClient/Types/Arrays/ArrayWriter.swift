// SPDX-License-Identifier: Apache-2.0

/// Makes one array parameter of what the elements are as parameters.
enum ArrayWriter {
    /// How many elements are parameters at a time: enough to make their buffers cheap, and few enough to keep them in
    /// the cache.
    private static let batch = 512

    typealias Encode<Element> = (_ element: Element, _ parameters: inout PGParameters) -> Void

    /// Adds the array.
    ///
    /// - Parameters:
    ///   - type: What the elements are sent as; `unspecified` takes it from the first element that is not NULL.
    ///   - encode: Adds an element, or NULL, as a parameter.
    static func append<Element>(
        _ elements: [Element],
        of type: PGType,
        to parameters: inout PGParameters,
        _ encode: Encode<Element>
    ) {
        let type = type == .unspecified ? typeOfFirst(elements, encode) : type
        if type == .unspecified {
            appendLiteral(elements, to: &parameters, encode)
        } else if let arrayType = type.arrayType {
            appendBinary(elements, type, arrayType, to: &parameters, encode)
        } else {
            parameters.refuse("is an array of \(type), of which no array type is known")
        }
    }

    private static func appendBinary<Element>(
        _ elements: [Element],
        _ type: PGType,
        _ arrayType: PGType,
        to parameters: inout PGParameters,
        _ encode: Encode<Element>
    ) {
        guard let count = Int32(exactly: elements.count) else {
            return parameters.refuse("is an array of \(elements.count) elements; valid are at most \(Int32.max)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + elements.count * (4 + MemoryLayout<Element>.size))
        bytes.append(bigEndian: Int32(count == 0 ? 0 : 1))
        let nullFlag = bytes.count
        bytes.append(bigEndian: Int32(0))
        bytes.append(bigEndian: type.rawValue)
        if count > 0 {
            bytes.append(bigEndian: count)
            bytes.append(bigEndian: Int32(1))
        }
        let failure = forEach(elements, encode) { element in
            guard let value = element.bytes else {
                bytes[nullFlag + 3] = 1
                bytes.append(bigEndian: Int32(-1))
                return nil
            }
            // Text is the same in both formats.
            guard element.isBinary ? element.type == type : type == .text else {
                return "is not of the type \(type) of the array"
            }
            bytes.append(bigEndian: Int32(truncatingIfNeeded: value.count))
            bytes.append(contentsOf: value)
            return nil
        }
        if let failure { return parameters.refuse(failure) }
        parameters.append(arrayType) { $0.append(contentsOf: bytes) }
    }

    /// The text of an array, whose type the server takes from where it stands.
    private static func appendLiteral<Element>(
        _ elements: [Element],
        to parameters: inout PGParameters,
        _ encode: Encode<Element>
    ) {
        var text: [UInt8] = [UInt8(ascii: "{")]
        let failure = forEach(elements, encode) { element in
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            guard let value = element.bytes else {
                text.append(contentsOf: "NULL".utf8)
                return nil
            }
            guard !element.isBinary else { return "is not text as the other elements" }
            text.append(UInt8(ascii: "\""))
            for byte in value {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
            return nil
        }
        if let failure { return parameters.refuse(failure) }
        text.append(UInt8(ascii: "}"))
        parameters.appendText(String(decoding: text, as: UTF8.self))
    }

    /// The type of the first element that is not NULL; `unspecified` for text, and if there is none.
    private static func typeOfFirst<Element>(_ elements: [Element], _ encode: Encode<Element>) -> PGType {
        for element in elements {
            var parameters = PGParameters()
            encode(element, &parameters)
            var found: PGType?
            parameters.forEachBound { if $0.bytes != nil { found = $0.type } }
            if let found { return found }
        }
        return .unspecified
    }

    /// Calls `body` with each element as it is as a parameter, until it gives a reason against one.
    private static func forEach<Element>(
        _ elements: [Element],
        _ encode: Encode<Element>,
        _ body: (BoundParameter) -> String?
    ) -> String? {
        var first = 0
        while first < elements.count {
            let end = Swift.min(first + batch, elements.count)
            var batch = PGParameters()
            for index in first..<end {
                encode(elements[index], &batch)
                if let failure = batch.failure {
                    let number = "parameter $\(index - first + 1) "
                    let reason = failure.message
                    let own = reason.hasPrefix(number) ? String(reason.dropFirst(number.count)) : reason
                    return "is an array whose element \(index) \(own)"
                }
                guard batch.count == index - first + 1 else {
                    return "is an array whose element \(index) is not exactly one parameter"
                }
            }
            var index = first
            var reason: String?
            batch.forEachBound { element in
                if reason == nil, let why = body(element) {
                    reason = "is an array whose element \(index) \(why)"
                }
                index += 1
            }
            if let reason { return reason }
            first = end
        }
        return nil
    }
}
