// SPDX-License-Identifier: Apache-2.0

/// Settings of tile sources that a stack's info does not hold.
public struct TileSourceOptions: Sendable, Hashable {
    /// How FlixServer shows the intensities. What is nil or empty is not sent.
    public struct Display: Sendable, Hashable {
        /// A colour, or several with commas between: `red`, `cyan,magenta`.
        public var color: String?

        /// The intensity shown as black, or one for each colour.
        public var minimum: String?

        /// The intensity shown brightest, or one for each colour.
        public var maximum: String?

        /// The exponent of the mapping, or one for each colour.
        public var gamma: String?

        /// The image quality, 0 to 100.
        public var quality: String?

        /// Makes settings. Default: none of them.
        public init(
            color: String? = nil,
            minimum: String? = nil,
            maximum: String? = nil,
            gamma: String? = nil,
            quality: String? = nil
        ) {
            self.color = color
            self.minimum = minimum
            self.maximum = maximum
            self.gamma = gamma
            self.quality = quality
        }

        var query: [(name: String, value: String)] {
            [("color", color), ("min", minimum), ("max", maximum), ("gamma", gamma), ("quality", quality)]
                .compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
        }
    }

    /// How many tile specifications the render service may draw for one tile (type 7). Default: nil, its own limit.
    public var maximumTileSpecifications: Int?

    /// How FlixServer shows the intensities (type 9). Default: its own way.
    public var display: Display

    /// Makes options. Default: none.
    public init(maximumTileSpecifications: Int? = nil, display: Display = Display()) {
        self.maximumTileSpecifications = maximumTileSpecifications
        self.display = display
    }
}
