// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// The requests under way, in places that are used again.
struct RequestPool: ~Copyable {
    private var places: UnsafeMutablePointer<Request>
    private var capacity = 256
    private var free: [Int32] = []
    private(set) var count = 0

    /// The nodes that a request was tried on, for those few that were tried before.
    private var tried: [Int32: NodeSet] = [:]

    init() {
        places = .allocate(capacity: capacity)
    }

    deinit {
        places.deallocate()
    }

    /// The request in a place; not to be kept, as the pool may move when it grows.
    subscript(place: Int) -> UnsafeMutablePointer<Request> {
        @inline(__always) get { places + place }
    }

    /// A place for a new request, with a serial number and a generation that were not used there before.
    mutating func take() -> Int {
        if let place = free.popLast() {
            let (serial, generation) = (places[Int(place)].serial, places[Int(place)].generation)
            places[Int(place)] = Request()
            places[Int(place)].serial = serial &+ 1
            places[Int(place)].generation = generation &+ 1
            return Int(place)
        }
        if count == capacity { grow() }
        (places + count).initialize(to: Request())
        count += 1
        return count - 1
    }

    mutating func put(_ place: Int) {
        if places[place].hasFailedBefore { tried[Int32(place)] = nil }
        places[place].phase = .free
        places[place].generation &+= 1
        free.append(Int32(place))
    }

    func tried(_ place: Int) -> NodeSet { tried[Int32(place)] ?? [] }

    mutating func exclude(_ node: Int, for place: Int) {
        tried[Int32(place), default: []].insert(node)
        places[place].hasFailedBefore = true
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Request>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: places, count: count)
        places.deallocate()
        places = larger
        capacity *= 2
    }
}
