// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

enum MirrorSamples {
    static let json = """
        {"sid": 5, "pid": 3, "stitle": "L1", "orientation": 0, "num_zoom_levels": 4,
         "dimension": {"x": 1000, "y": 1000, "z": 100}, "canary_location": {"x": 130, "y": 200, "z": 7},
         "mirrors": [
           {"id": 12, "title": "second", "image_base": "http://b/", "tile_width": 64, "tile_height": 64,
            "tile_source_type": 1, "file_extension": "jpg", "position": 2},
           {"id": 7, "title": "first", "image_base": "http://a/i?v=1", "tile_width": 64, "tile_height": 64,
            "tile_source_type": 3, "file_extension": "h5", "position": 1},
           {"id": 9, "title": "blocks", "image_base": "http://c/v/0_1_2", "tile_width": 64, "tile_height": 64,
            "tile_source_type": 11, "file_extension": "", "position": 3},
           {"id": 8, "title": "new\\u001bkind", "image_base": "http://d/", "tile_width": 64, "tile_height": 64,
            "tile_source_type": 15, "file_extension": "jpg", "position": 4}
         ]}
        """

    static let attributes = #"{"blockSize": [64, 64, 7], "dimensions": [1000, 1000, 100]}"#
}
