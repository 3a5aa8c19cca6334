// SPDX-License-Identifier: Apache-2.0

extension MirrorChain<RemoteInstance> {
    /// A chain of other CATMAID instances, in the order of the list.
    ///
    /// - Parameters:
    ///   - instances: The instances. Their positions become 1, 2, 3 and so on.
    ///   - replicaIndex: Which of them is preferred, from 1 on. Nil, 0 and -1 prefer none.
    ///   - configuration: The times and numbers to go by.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/replicaIndexOutOfRange`` when there is no such
    ///   instance (it never silently means another), ``MirrorError/Code/noMirrors``,
    ///   ``MirrorError/Code/duplicateMirror`` or ``MirrorError/Code/invalidConfiguration``.
    public init(
        instances: [RemoteInstance],
        replicaIndex: Int? = nil,
        configuration: MirrorChainConfiguration = MirrorChainConfiguration()
    ) throws(MirrorError) {
        var placed = instances
        for index in placed.indices { placed[index].position = index + 1 }
        var preferred: String?
        if let replicaIndex, replicaIndex != 0, replicaIndex != -1 {
            guard (1...max(1, placed.count)).contains(replicaIndex), !placed.isEmpty else {
                throw MirrorError(
                    code: .replicaIndexOutOfRange,
                    message: "the replica index is \(replicaIndex): valid are 1 to \(placed.count) for an instance, "
                        + "and 0, -1 or none for no preference"
                )
            }
            preferred = placed[replicaIndex - 1].name
        }
        try self.init(placed, preferring: preferred, configuration: configuration)
    }
}
