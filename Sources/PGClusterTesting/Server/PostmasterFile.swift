// SPDX-License-Identifier: Apache-2.0

/// What a server says about itself in `postmaster.pid`.
///
/// The lines are: process, data directory, start time, port, socket directory, address, shared memory, status.
struct PostmasterFile: Sendable, Hashable {
    let processID: Int32
    let port: Int?
    let status: String

    /// A primary takes connections, or a standby has become consistent and takes reads.
    var isReady: Bool { status == "ready" }

    /// `nil` while the first line is not written, and for a single-user server, which writes a negative number.
    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        guard let first = lines.first, let processID = Int32(first), processID > 0 else { return nil }
        self.processID = processID
        self.port = lines.count > 3 ? Int(lines[3]) : nil
        self.status = lines.count > 7 ? lines[7] : ""
    }

    static func read(dataDirectory: String) -> PostmasterFile? {
        (try? TextFile.read(dataDirectory + "/postmaster.pid")).flatMap { PostmasterFile($0) }
    }
}
