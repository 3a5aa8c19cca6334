// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin

/// The processes of the system, from libproc. Not tested: no machine of ours runs Darwin.
enum ProcessTable {
    static func entries() -> [ProcessEntry] {
        var ids = [pid_t](repeating: 0, count: Int(max(0, proc_listallpids(nil, 0))) + 64)
        let size = Int32(ids.count * MemoryLayout<pid_t>.stride)
        let count = max(0, proc_listallpids(&ids, size))
        return ids.prefix(Int(count)).compactMap { entry(of: $0) }
    }

    static func entry(of id: Int32) -> ProcessEntry? {
        var facts = proc_bsdinfo()
        let size = Int32(MemoryLayout<proc_bsdinfo>.size)
        guard proc_pidinfo(id, PROC_PIDTBSDINFO, 0, &facts, size) == size else { return nil }
        let activity: ProcessEntry.Activity =
            switch Int32(facts.pbi_status) {
            case SSTOP: .stopped
            case SZOMB: .zombie
            default: .active
            }
        return ProcessEntry(
            id: id,
            parent: Int32(facts.pbi_ppid),
            activity: activity,
            started: facts.pbi_start_tvsec * 1_000_000 + facts.pbi_start_tvusec
        )
    }

    /// The folder the process works in, without links.
    static func workingDirectory(of id: Int32) -> String? {
        var facts = proc_vnodepathinfo()
        let size = Int32(MemoryLayout<proc_vnodepathinfo>.size)
        guard proc_pidinfo(id, PROC_PIDVNODEPATHINFO, 0, &facts, size) == size else { return nil }
        return withUnsafeBytes(of: &facts.pvi_cdir.vip_path) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
#endif
