// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Who looks what has come on a loop's sockets: the loop's thread, or the callers that read their answers by themselves.
///
/// A caller on another thread is told by the loop that its answer has come, reads it and goes on. If the loop's thread sleeps on the
/// sockets meanwhile, the next answer wakes it, only to wake the next caller. So while there are callers that have been told and
/// have not read yet, the loop can leave, that is sleep until it is woken; the last of them to have read looks for what else
/// has come, and tells those it is for. If nothing has, it wakes the loop, which looks from then on. The idea is that of the
/// leader and its followers (Schmidt et al., Pattern-Oriented Software Architecture, volume 2).
///
/// | state | event | next | what follows |
/// | --- | --- | --- | --- |
/// | loop, n readers | `readerIsTold` | loop, n + 1 | |
/// | loop, n | `readerIsDone` | loop, n - 1 | |
/// | loop, 0 | `leave` | loop, 0 | the loop stays |
/// | loop, n > 0 | `leave` | readers, n | the loop sleeps until it is woken |
/// | readers, n | `readerIsTold` | readers, n + 1 | |
/// | readers, n > 1 | `readerIsDone` | readers, n - 1 | |
/// | readers, 1 | `readerIsDone` | readers, 1 | it stays a reader, looks, and asks again |
/// | readers, 1 | `handBack` | loop, 0 | the loop is woken |
/// | readers, n > 1 | `handBack` | readers, n - 1 | the others look |
/// | any, n | `comeBack` | loop, n | |
///
/// One word, as it changes twice with each statement: the number of readers, and a bit that says that the loop has left.
struct Lookout: ~Copyable, Sendable {
    private static let left: UInt64 = 1 << 63

    private let word = Atomic<UInt64>(0)

    /// Whether callers have been told that have not read yet.
    var hasReaders: Bool { word.load(ordering: .relaxed) & ~Self.left > 0 }

    /// A caller is going to read.
    func readerIsTold() {
        word.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }

    /// A caller that was told has read, or found that it need not.
    ///
    /// - Returns: Whether it has to look; after that it calls this again, or ``handBack()``.
    func readerIsDone() -> Bool {
        var current = word.load(ordering: .relaxed)
        while true {
            if current == Self.left | 1 { return true }
            let (exchanged, original) = word.weakCompareExchange(
                expected: current,
                desired: current - 1,
                ordering: .acquiringAndReleasing
            )
            if exchanged { return false }
            current = original
        }
    }

    /// A caller that has looked is done.
    ///
    /// - Returns: Whether the loop has to be woken.
    func handBack() -> Bool {
        var current = word.load(ordering: .relaxed)
        while true {
            let isLast = current == Self.left | 1
            let (exchanged, original) = word.weakCompareExchange(
                expected: current,
                desired: isLast ? 0 : current - 1,
                ordering: .acquiringAndReleasing
            )
            if exchanged { return isLast }
            current = original
        }
    }

    /// The loop's thread would like to leave looking to the readers.
    ///
    /// - Returns: Whether it may.
    func leave() -> Bool {
        var current = word.load(ordering: .relaxed)
        while current & ~Self.left > 0 {
            let (exchanged, original) = word.weakCompareExchange(
                expected: current,
                desired: current | Self.left,
                ordering: .acquiringAndReleasing
            )
            if exchanged { return true }
            current = original
        }
        return false
    }

    /// The loop's thread is awake, and looks.
    func comeBack() {
        word.bitwiseAnd(~Self.left, ordering: .acquiringAndReleasing)
    }
}
