// SPDX-License-Identifier: Apache-2.0

/// Random letters and digits from the system's secure generator.
enum RandomText {
    static func make(length: Int, from alphabet: String) -> String {
        let characters = Array(alphabet)
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).compactMap { _ in characters.randomElement(using: &generator) })
    }

    /// 190 bits.
    static func password() -> String {
        make(length: 32, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    }

    /// 51 bits, readable in a listing.
    static func folderSuffix() -> String {
        make(length: 10, from: "abcdefghijklmnopqrstuvwxyz0123456789")
    }
}
