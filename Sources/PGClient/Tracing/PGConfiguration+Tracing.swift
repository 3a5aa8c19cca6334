// SPDX-License-Identifier: Apache-2.0

#if Tracing
extension PGConfiguration {
    /// How statements on connections of this configuration are traced. `nil`, the default: not at all, which costs a
    /// statement one branch.
    public var tracing: PGTracing? {
        get { serverTracing?.tracing }
        set { serverTracing = newValue.map { ServerTracing($0, parameters) } }
    }
}
#endif
