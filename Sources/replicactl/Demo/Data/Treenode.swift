// SPDX-License-Identifier: Apache-2.0

import PGClient

/// A table in the manner of CATMAID's `treenode`: the points of neurons traced in a volume of microscopy, in nanometres.
enum Treenode {
    /// The rows that the demo begins with have the ids 1 to this.
    static let rows: Int64 = 200_000

    /// The volume goes from 0 to this in x and y, and to a tenth of it in z.
    static let extent = 100_000.0

    /// The index that serves ``inFieldOfView(x:y:z:)``.
    static let index = "treenode_location"

    /// The statements that make the table, in order.
    static let creation: [PGQuery] = [
        """
        CREATE TABLE treenode (
            id bigint PRIMARY KEY, parent_id bigint, skeleton_id bigint NOT NULL, location_x double precision NOT NULL,
            location_y double precision NOT NULL, location_z double precision NOT NULL
        )
        """,
        """
        INSERT INTO treenode
        SELECT id, CASE WHEN id % 500 = 1 THEN NULL ELSE id - 1 END, (id - 1) / 500 + 1,
            random() * \(unescaped: "\(extent)"), random() * \(unescaped: "\(extent)"),
            random() * \(unescaped: "\(extent / 10)")
        FROM generate_series(1, \(unescaped: "\(rows)")) AS id
        """,
        "CREATE INDEX \(unescaped: index) ON treenode USING gist (point(location_x, location_y))",
        "ANALYZE treenode",
    ]

    /// The node with an id: one row.
    static func byKey(_ id: Int64) -> PGQuery {
        """
        SELECT id, parent_id, skeleton_id, location_x, location_y, location_z FROM treenode WHERE id = \(id)
        """
    }

    /// The most rows that a field of view returns; about 40 are in one.
    static let fieldOfViewLimit = 200

    /// The nodes in a box of 2,000 by 2,000 by 5,000 nanometres with this corner.
    static func inFieldOfView(x: Double, y: Double, z: Double) -> PGQuery {
        """
        SELECT id, parent_id, skeleton_id, location_x, location_y, location_z FROM treenode
        WHERE point(location_x, location_y) <@ box(point(\(x), \(y)), point(\(x + 2000), \(y + 2000)))
        AND location_z BETWEEN \(z) AND \(z + 5000) LIMIT \(unescaped: "\(fieldOfViewLimit)")
        """
    }

    static func insertion(of id: Int64, x: Double, y: Double, z: Double) -> PGQuery {
        """
        INSERT INTO treenode (id, parent_id, skeleton_id, location_x, location_y, location_z)
        VALUES (\(id), NULL, \(id), \(x), \(y), \(z))
        """
    }

    /// The ids of the rows that were added to those of the beginning.
    static let addedIDs: PGQuery = "SELECT id FROM treenode WHERE id > \(unescaped: "\(rows)")"

    /// Makes the table and fills it.
    ///
    /// - Throws: `PGError`; ``DemoError`` where the server would not use the index for a field of view.
    static func create(on primary: PGConnection) async throws {
        for statement in creation { try await primary.execute(statement) }
        var plan = inFieldOfView(x: extent / 2, y: extent / 2, z: 0)
        plan.sql = "EXPLAIN " + plan.sql
        let lines = try await primary.query(plan, as: String.self)
        guard lines.contains(where: { $0.contains(index) }) else {
            throw DemoError("The server does not use the index \(index) for a field of view: \(lines.joined()).")
        }
    }
}
