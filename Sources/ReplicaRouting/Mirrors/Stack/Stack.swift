// SPDX-License-Identifier: Apache-2.0

/// An image stack with its mirrors, as CATMAID's `GET /{project}/stack/{stack}/info` answers.
///
/// Decode it with any decoder, `JSONDecoder` for example. Keys that are not listed here are ignored.
public struct Stack: Sendable, Hashable {
    /// The id of the stack, `sid`.
    public let id: Int

    /// The id of the project, `pid`.
    public let projectID: Int

    /// The title, `stitle`.
    public let title: String

    /// How its planes lie in the project.
    public let orientation: StackOrientation

    /// The number of zoom levels beside level 0, `num_zoom_levels`; -1 where CATMAID leaves it open.
    public let zoomLevels: Int

    /// The extent in voxels at zoom level 0.
    public let dimension: StackPoint

    /// Where image data is expected on every mirror, `canary_location`, in voxels at zoom level 0.
    public let canary: StackPoint

    /// The mirrors in order of position, ties by id.
    public let mirrors: [StackMirror]

    /// Makes a stack.
    ///
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/duplicateMirror`` when two mirrors have one id.
    public init(
        id: Int,
        projectID: Int,
        title: String,
        orientation: StackOrientation = .xy,
        zoomLevels: Int = -1,
        dimension: StackPoint,
        canary: StackPoint,
        mirrors: [StackMirror]
    ) throws(MirrorError) {
        self.id = id
        self.projectID = projectID
        self.title = title
        self.orientation = orientation
        self.zoomLevels = zoomLevels
        self.dimension = dimension
        self.canary = canary
        self.mirrors = try StackMirror.inOrder(mirrors)
    }

    /// This stack with one mirror more, such as one that a user brings along. Its position places it.
    ///
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/duplicateMirror`` when its id is taken.
    public func adding(_ mirror: StackMirror) throws(MirrorError) -> Stack {
        try Stack(
            id: id,
            projectID: projectID,
            title: title,
            orientation: orientation,
            zoomLevels: zoomLevels,
            dimension: dimension,
            canary: canary,
            mirrors: mirrors + [mirror]
        )
    }
}
