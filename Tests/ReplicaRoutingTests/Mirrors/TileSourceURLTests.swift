// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Tile URLs")
struct TileSourceURLTests {
    private static let base = "https://tiles.example.org/s/"

    // The canary (1000, 700, 42) in tiles of 256 x 128: column 3, row 5, first voxel (768, 640).
    @Test(
        "the canary's URL, for the types that do not differ by orientation",
        arguments: [
            (1, base + "42/5_3_0.jpg"),
            (2, base + "?x=768&y=640&width=256&height=128&row=y&col=x&scale=1&z=42"),
            (
                3,
                "https://catmaid.example.org/3/stack/5/tile?x=768&y=640&width=256&height=128&row=y&col=x&scale=1&z=42"
                    + "&file_extension=jpg&basename=https%3A%2F%2Ftiles.example.org%2Fs%2F&type=all&format=hdf5"
            ),
            (4, base + "42/0/5_3.jpg"),
            (5, base + "0/42/5/3.jpg"),
            (7, base + "largeDataTileSource/256/128/0/42/5/3.jpg"),
            (9, base + "42/5_3_0.jpg"),
            (10, base + ".jpg"),
            (
                13,
                "https://catmaid.example.org/3/stack/5/tile?x=768&y=640&width=256&height=128&row=y&col=x&scale=1&z=42"
                    + "&file_extension=jpg&basename=https%3A%2F%2Ftiles.example.org%2Fs%2F&type=all&format=cloudvolume"
            ),
        ]
    )
    func canaries(type: Int, url: String) throws {
        for orientation in StackOrientation.allCases {
            let source = try TileSource(
                .of(type: type),
                of: .fixture(orientation),
                instance: "https://catmaid.example.org/"
            )
            #expect(try source.canaryURL() == url)
        }
    }

    @Test(
        "the canary's URL by orientation, for the types that have one",
        arguments: [
            (6, StackOrientation.xy, "256_128/768_640_42/jpg"),
            (6, .xz, "256_128/768_42_640/jpg"),
            (6, .zy, "256_128/42_640_768/jpg"),
            (8, .xy, "xy/0/3_5_42"),
            (8, .xz, "xz/0/3_42_5"),
            (8, .zy, "yz/0/42_5_3"),
            (12, .xy, "xy/256/0/3/2/42"),
            (12, .xz, "xz/256/0/3/42/2"),
            (12, .zy, "yz/256/0/3/2/42"),
        ]
    )
    func oriented(type: Int, orientation: StackOrientation, path: String) throws {
        let mirror = StackMirror.of(type: type, height: type == 12 ? 256 : 128)
        let source = try TileSource(mirror, of: .fixture(orientation))
        #expect(try source.canaryURL() == Self.base + path)
    }

    @Test(
        "a tile's URL at zoom level 3 and in a fourth dimension",
        arguments: [
            (1, "9/42/5_3_3.jpg"), (4, "9/42/3/5_3.jpg"), (5, "3/9/42/5/3.jpg"),
            (7, "largeDataTileSource/256/128/3/9/42/5/3.jpg"), (9, "9/42/5_3_3.jpg"),
            (2, "?x=768&y=640&width=256&height=128&row=y&col=x&scale=0.125&z=42"),
            (8, "xy/3/3_5_42"), (6, "256_128/768_640_42/jpg"),
        ]
    )
    func tiles(type: Int, path: String) throws {
        let source = try TileSource(.of(type: type), of: .fixture())
        let tile = TileAddress(column: 3, row: 5, plane: 42, furtherDimensions: [9], zoom: 3)
        #expect(try source.tileURL(tile) == Self.base + path)
    }

    @Test("H2N5 has the first placeholder of each kind replaced")
    func h2n5() throws {
        let base = "http://h/n5/v/%SCALE_DATASET%/0_1_2/256_128/%AXIS_0%_%AXIS_1%_%AXIS_2%/%AXIS_0%%SCALE_DATASET%"
        let source = try TileSource(.of(type: 10, base: base, ending: "png"), of: .fixture())
        #expect(try source.canaryURL() == "http://h/n5/v/s0/0_1_2/256_128/768_640_42/%AXIS_0%%SCALE_DATASET%.png")
        let tile = TileAddress(column: 1, row: 2, plane: 3, zoom: 2)
        #expect(try source.tileURL(tile) == "http://h/n5/v/s2/0_1_2/256_128/256_256_3/%AXIS_0%%SCALE_DATASET%.png")
    }

    @Test("an image base that holds a query is continued, and nested whole in another URL")
    func queries() throws {
        let base = "http://h/i?vol=a b&k=ü"
        let direct = try TileSource(.of(type: 2, base: base), of: .fixture())
        #expect(
            try direct.canaryURL() == base + "&x=768&y=640&width=256&height=128&row=y&col=x&scale=1&z=42"
        )
        let nested = try TileSource(.of(type: 3, base: base, ending: "h5&x"), of: .fixture(), instance: "http://c/x")
        let url = try nested.canaryURL()
        #expect(url.hasPrefix("http://c/x/3/stack/5/tile?x=768&"))
        #expect(
            url.hasSuffix(
                "&file_extension=h5%26x&basename=http%3A%2F%2Fh%2Fi%3Fvol%3Da+b%26k%3D%C3%BC&type=all&format=hdf5"
            )
        )
    }

    @Test("the settings of the render service and of FlixServer go into the query, those that are set")
    func options() throws {
        let display = TileSourceOptions.Display(color: "cyan,magenta", minimum: "", maximum: "256.0", quality: "80")
        let options = TileSourceOptions(maximumTileSpecifications: 40, display: display)
        let render = try TileSource(.of(type: 7), of: .fixture(), options: options)
        #expect(try render.canaryURL().hasSuffix("/42/5/3.jpg?maxTileSpecsToRender=40"))
        let flix = try TileSource(.of(type: 9), of: .fixture(), options: options)
        #expect(try flix.canaryURL().hasSuffix("42/5_3_0.jpg?color=cyan%2Cmagenta&max=256.0&quality=80"))
        let file = try TileSource(.of(type: 1), of: .fixture(), options: options)
        #expect(try file.canaryURL().hasSuffix("42/5_3_0.jpg"))
    }

    @Test("the scale is exact and has no exponent, down to the last zoom level")
    func scales() throws {
        let source = try TileSource(.of(type: 2), of: .fixture())
        let scale = { (zoom: Int) in
            let url = try source.tileURL(TileAddress(column: 0, row: 0, plane: 0, zoom: zoom))
            return String(url.split(separator: "scale=")[1].prefix { $0 != "&" })
        }
        #expect(
            try [0, 1, 2, 6, 10, 20].map(scale) == [
                "1", "0.5", "0.25", "0.015625", "0.0009765625",
                "0.00000095367431640625",
            ]
        )
        for zoom in 0...62 { #expect(try Double(scale(zoom)) == Double(sign: .plus, exponent: -zoom, significand: 1)) }
    }

    @Test("the tile of a point is the floor of its place, at each zoom level, also outside of the stack")
    func grid() throws {
        let source = try TileSource(.of(type: 1), of: .fixture())
        let tile = { (x: Int, y: Int, zoom: Int) in
            let tile = source.tile(at: StackPoint(x: x, y: y, z: 4), zoom: zoom)
            return [tile.column, tile.row, tile.plane[0], tile.zoom]
        }
        #expect(tile(255, 127, 0) == [0, 0, 4, 0])
        #expect(tile(256, 128, 0) == [1, 1, 4, 0])
        #expect(tile(1_000, 700, 1) == [1, 2, 4, 1])
        #expect(tile(-1, -129, 0) == [-1, -2, 4, 0])
        #expect(tile(.max, .min, 90) == [0, -1, 4, 90])
    }

    @Test("a mirror whose URLs cannot be built says why")
    func refusals() throws {
        let stack = try Stack.fixture()
        let unknown = mirrorError { try TileSource(.of(type: 15), of: stack) }
        #expect(unknown?.code == .unknownTileSourceType)
        #expect(unknown?.message == #"the tile source type of "Boston" (7) is 15: valid are 1 to 14"#)
        for type in [3, 13] {
            let error = mirrorError { try TileSource(.of(type: type), of: stack) }
            #expect(error?.code == .missingInstance)
        }
        for (width, height) in [(0, 1), (1, 0), (-5, 5)] {
            let error = mirrorError { try TileSource(.of(type: 1, width: width, height: height), of: stack) }
            #expect(error?.code == .invalidMirror)
            #expect(error?.message.hasSuffix("is \(width) x \(height): valid is 1 x 1 and more") == true)
        }
        #expect(mirrorError { try TileSource(.of(type: 12), of: stack) }?.code == .invalidMirror)
    }

    @Test("coordinates that overflow and zoom levels outside the range are errors, not traps")
    func limits() throws {
        for type in [2, 6, 10] {
            let source = try TileSource(.of(type: type), of: .fixture())
            for (column, row) in [(Int.max, 0), (0, Int.max), (.min, 0)] {
                let error = mirrorError { try source.tileURL(TileAddress(column: column, row: row, plane: 0)) }
                #expect(error?.code == .invalidTile)
            }
        }
        let source = try TileSource(.of(type: 1), of: .fixture())
        for zoom in [-1, 63, .max, .min] {
            let error = mirrorError { try source.tileURL(TileAddress(column: 0, row: 0, plane: 0, zoom: zoom)) }
            #expect(error?.message == "the zoom level is \(zoom): valid are 0 to 62")
        }
    }
}
