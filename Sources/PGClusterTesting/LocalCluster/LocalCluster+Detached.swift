// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LocalCluster {
    /// The detached clusters in a folder, in the order of their names. Those of other users are left out.
    ///
    /// - Parameter parentDirectory: The folder in which they were made. Default: `TMPDIR`, else `/tmp`.
    /// - Throws: ``ClusterError`` with code `fileSystem` when the folder does not exist.
    public static func detached(in parentDirectory: String? = nil) throws(ClusterError) -> [DetachedCluster] {
        let parent = try ClusterFolder.parent(parentDirectory)
        let users = ServerUser.trusted()
        return ClusterFolder.names(in: parent)
            .filter { $0.hasPrefix(ClusterLayout.folderPrefix) }
            .sorted()
            .filter { ClusterFolder.isFolder(parent + "/" + $0, ownedByOneOf: users) }
            .compactMap { try? read(name: $0, parent: parent) }
    }

    /// Takes control of a detached cluster again, from any process of the same user.
    ///
    /// A cluster that is shut down afterwards is gone for every process.
    ///
    /// - Parameters:
    ///   - name: The name of its folder, as ``DetachedCluster/name`` or ``LocalCluster/name``.
    ///   - parentDirectory: The folder in which it was made. Default: `TMPDIR`, else `/tmp`.
    /// - Throws: ``ClusterError`` with code `notFound`.
    public static func attach(
        _ name: String,
        in parentDirectory: String? = nil
    ) throws(ClusterError) -> LocalCluster {
        guard let found = try detached(in: parentDirectory).first(where: { $0.name == name }) else {
            throw ClusterError(.notFound, "There is no detached cluster named \"\(name)\".")
        }
        let record = found.record
        let binaries = ServerBinaries(directory: record.binaries, version: record.version)
        return LocalCluster(
            layout: ClusterLayout(directory: found.directory, binaries: binaries, serverUser: try .current()),
            nodes: found.nodes,
            credentials: record.credentials,
            timeout: .seconds(record.timeoutSeconds),
            keepsFiles: record.keepsFiles,
            watchdog: nil,
            processes: [:]
        )
    }

    func writeRecord() throws(ClusterError) {
        let record = ClusterRecord(
            created: Date(),
            binaries: layout.binaries,
            credentials: credentials,
            nodes: nodes,
            keepsFiles: keepsFiles,
            timeout: timeout
        )
        let text: String
        do { text = try record.text() } catch {
            throw ClusterError(.fileSystem, "The record of the cluster could not be made: \(error).")
        }
        try TextFile.write(text, to: layout.recordFile, owner: layout.serverUser)
    }

    private static func read(name: String, parent: String) throws -> DetachedCluster {
        let directory = parent + "/" + name
        let record = try ClusterRecord(TextFile.read(directory + "/" + ClusterRecord.fileName))
        return DetachedCluster(name: name, directory: directory, record: record)
    }
}
