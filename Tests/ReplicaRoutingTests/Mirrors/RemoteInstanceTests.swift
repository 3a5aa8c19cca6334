// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Other CATMAID instances")
struct RemoteInstanceTests {
    private let instances = [
        RemoteInstance(name: "janelia", url: "https://j/", apiKey: "hush-key"),
        RemoteInstance(
            name: "cambridge",
            url: "https://c/",
            basicAuthentication: .init(user: "u", password: "hush-password")
        ),
        RemoteInstance(name: "aachen", url: "https://a/"),
    ]

    @Test("they form a chain in the order of the list, known by their names")
    func chain() throws {
        let chain = try MirrorChain(instances: instances)
        #expect(chain.candidates.map(\.id) == ["janelia", "cambridge", "aachen"])
        #expect(chain.candidates.map(\.position) == [1, 2, 3])
        #expect(chain.preferred == nil)
    }

    @Test("the replica index counts from 1; nil, 0 and -1 prefer none", arguments: [nil, 0, -1, 1, 2, 3])
    func index(index: Int?) throws {
        let chain = try MirrorChain(instances: instances, replicaIndex: index)
        let name = index.flatMap { $0 > 0 ? instances[$0 - 1].name : nil }
        #expect(chain.preferred == name)
        var machine = chain
        let first = machine.handle(.choose, at: RoutingInstant()).compactMap { action in
            if case .probe(_, let instance, _) = action { instance.name } else { nil }
        }
        #expect(first == [name ?? "janelia"])
    }

    @Test("an index that no instance has is an error that names the range", arguments: [-2, 4, .max, .min])
    func outOfRange(index: Int) throws {
        let error = mirrorError { try MirrorChain(instances: instances, replicaIndex: index) }
        #expect(error?.code == .replicaIndexOutOfRange)
        #expect(error?.message.hasPrefix("the replica index is \(index): valid are 1 to 3 ") == true)
    }

    @Test("no instances and two of one name are refused")
    func refused() {
        #expect(mirrorError { try MirrorChain(instances: []) }?.code == .noMirrors)
        #expect(mirrorError { try MirrorChain(instances: [], replicaIndex: 1) }?.code == .replicaIndexOutOfRange)
        #expect(mirrorError { try MirrorChain(instances: instances + instances) }?.code == .duplicateMirror)
    }

    @Test("neither keys nor passwords show in any text of an instance")
    func secrets() {
        var dumped = ""
        dump(instances, to: &dumped)
        for text in ["\(instances)", String(reflecting: instances), dumped] {
            #expect(text.contains("janelia"))
            #expect(!text.contains("hush"))
        }
        #expect(instances[0].apiKey?.value == "hush-key")
    }
}
