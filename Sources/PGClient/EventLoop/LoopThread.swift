// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A thread of our own: started with a closure, and either joined once or detached.
struct LoopThread: Sendable {
    #if canImport(Darwin)
    private nonisolated(unsafe) let thread: pthread_t
    #else
    private let thread: pthread_t
    #endif

    private final class Start {
        let name: String
        let body: () -> Void

        init(name: String, body: @escaping () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread.
    ///
    /// - Parameter name: Shown by debuggers; Linux keeps the first 15 bytes.
    /// - Throws: ``PGError`` with the code `system` where no thread can be made.
    init(name: String, _ body: sending @escaping () -> Void) throws(PGError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        #if canImport(Darwin)
        var created: pthread_t?
        #else
        var created = pthread_t()
        #endif
        let code = pthread_create(
            &created,
            nil,
            { argument in
                let context: UnsafeMutableRawPointer? = argument
                guard let context else { return nil }
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                clibpq_set_thread_name(start.name)
                start.body()
                return nil
            },
            start.toOpaque()
        )
        #if canImport(Darwin)
        guard code == 0, let created else {
            start.release()
            throw PGError.system("a thread could not be started", errno: code)
        }
        thread = created
        #else
        guard code == 0 else {
            start.release()
            throw PGError.system("a thread could not be started", errno: code)
        }
        thread = created
        #endif
    }

    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// The number of the thread that asks; never 0.
    static var currentID: UInt {
        #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
        #else
        UInt(pthread_self())
        #endif
    }

    func join() { pthread_join(thread, nil) }

    func detach() { pthread_detach(thread) }
}
