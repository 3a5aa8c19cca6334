// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a file could not be read or written, in the words of a sentence.
package enum FileTrouble {
    /// - Parameters:
    ///   - error: What Foundation threw.
    ///   - path: The path as it was given.
    package static func reason(_ error: any Error, at path: String) -> String {
        guard !path.isEmpty else { return "its name is empty" }
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: return "there is no such file"
        case .fileReadNoPermission: return "it may not be read by this user"
        case .fileWriteNoPermission: return "it may not be written by this user"
        case .fileWriteFileExists: return "there is a file of that name"
        default: break
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? "it is a folder" : error.localizedDescription
    }
}
