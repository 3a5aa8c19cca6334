// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Small text files with an owner and a mode.
enum TextFile {
    /// The file's text; bytes that are not UTF-8 are replaced.
    static func read(_ path: String, from offset: Int64 = 0) throws(ClusterError) -> String {
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                if offset > 0 { try descriptor.seek(offset: offset, from: .start) }
                var bytes: [UInt8] = []
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
                defer { buffer.deallocate() }
                while true {
                    let count = try descriptor.read(into: buffer)
                    if count == 0 { break }
                    bytes.append(contentsOf: buffer[..<count])
                }
                return String(decoding: bytes, as: UTF8.self)
            }
        } catch {
            throw ClusterError(.fileSystem, "Could not read \(path): \(error).")
        }
    }

    /// Replaces the file. The mode is 0600: every file of a cluster is the servers' own business.
    static func write(_ text: String, to path: String, owner: ServerUser?) throws(ClusterError) {
        let descriptor = try open(path, options: [.create, .truncate], owner: owner)
        do {
            try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
        } catch {
            throw ClusterError(.fileSystem, "Could not write \(path): \(error).")
        }
    }

    /// Opens for writing without following a symbolic link, and hands the file to the user of the servers.
    static func open(
        _ path: String,
        options: FileDescriptor.OpenOptions,
        owner: ServerUser?
    ) throws(ClusterError) -> FileDescriptor {
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                options: options.union([.closeOnExec, .noFollow]),
                permissions: .ownerReadWrite
            )
            if let owner, fchown(descriptor.rawValue, owner.userID, owner.groupID) != 0 {
                let failure = Errno(rawValue: errno)
                try? descriptor.close()
                throw failure
            }
            return descriptor
        } catch {
            throw ClusterError(.fileSystem, "Could not open \(path) for writing: \(error).")
        }
    }

    /// The size in bytes, 0 where there is no file.
    static func size(of path: String) -> Int64 {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
    }

    /// The last lines of the file from `offset` on, oldest first, empty lines left out.
    static func tail(of path: String, lines: Int, from offset: Int64 = 0) -> [String] {
        let start = max(offset, size(of: path) - 256 * 1024)
        guard let text = try? read(path, from: start) else { return [] }
        return Array(text.split(whereSeparator: \.isNewline).suffix(max(0, lines)).map(String.init))
    }
}
