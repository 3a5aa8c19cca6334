// SPDX-License-Identifier: Apache-2.0

internal import PGClient

extension PGConfiguration {
    /// With its statements traced as the cluster's are.
    @inline(__always)
    func traced(as cluster: PGClusterConfiguration) -> PGConfiguration {
        #if Tracing
        var traced = self
        traced.tracing = cluster.tracing
        return traced
        #else
        return self
        #endif
    }

    /// For what runs at intervals and belongs to nobody's trace.
    @inline(__always)
    var untraced: PGConfiguration {
        #if Tracing
        var untraced = self
        untraced.tracing = nil
        return untraced
        #else
        return self
        #endif
    }
}
