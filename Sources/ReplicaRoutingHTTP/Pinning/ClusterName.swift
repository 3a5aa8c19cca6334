// SPDX-License-Identifier: Apache-2.0

#if HTTP
/// What a cluster may be called in a marker.
enum ClusterName {
    /// Leaves room for the signature within ``PinSigner/maximumLength``.
    private static let maximumLength = 255

    static func validate(_ name: String) throws(PinError) {
        guard (1...maximumLength).contains(name.utf8.count) else {
            throw PinError(
                .invalidCluster,
                "the name of the cluster has \(name.utf8.count) bytes: valid are 1 to \(maximumLength)",
            )
        }
    }
}
#endif
