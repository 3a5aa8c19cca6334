// SPDX-License-Identifier: Apache-2.0

import Foundation
package import PolicyReport

/// What a report says of the machine that it was made on.
package enum MachineFacts {
    package static var system: ComparisonReport.Fact {
        .init("system", ProcessInfo.processInfo.operatingSystemVersionString)
    }

    /// - Parameter note: What to say of them beside their number.
    package static func cores(_ note: String = "") -> ComparisonReport.Fact {
        .init("cores", "\(ProcessInfo.processInfo.activeProcessorCount)\(note)")
    }

    /// The version of the compiler.
    package static var swift: ComparisonReport.Fact {
        #if swift(>=6.4)
        .init("Swift", "6.4 or later")
        #elseif swift(>=6.3)
        .init("Swift", "6.3")
        #else
        .init("Swift", "6.2")
        #endif
    }
}
