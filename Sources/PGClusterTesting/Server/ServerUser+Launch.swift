// SPDX-License-Identifier: Apache-2.0

import Subprocess

extension ServerUser {
    private static let changer = "/usr/bin/setpriv"

    /// What to run so that the program runs as `user`, in the same process.
    ///
    /// On Linux the change is left to `setpriv` (util-linux). swift-subprocess 1.0.2 makes it between a bare `clone3`
    /// and `exec`, where glibc's `setuid` and its like wait for the threads of the parent: when one of these was just
    /// being created, the child hangs for ever, and holds the other children's pipes open.
    static func launch(
        _ path: String,
        _ arguments: [String],
        as user: ServerUser?,
        options: inout PlatformOptions
    ) -> (path: String, arguments: [String]) {
        guard let user else { return (path, arguments) }
        #if os(Linux)
        if ClusterFolder.isExecutable(changer) {
            let change = ["--reuid=\(user.userID)", "--regid=\(user.groupID)", "--groups=\(user.groupID)", "--"]
            return (changer, change + [path] + arguments)
        }
        #endif
        options.userID = user.userID
        options.groupID = user.groupID
        options.supplementaryGroups = [user.groupID]
        return (path, arguments)
    }
}
