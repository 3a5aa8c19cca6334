// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import Logging
import ReplicaRouting

extension Logger {
    /// Says why a marker that came does not pin. What it holds is not shown.
    func note(_ verdict: PinMarker.Verdict?) {
        switch verdict {
        case nil, .pinned, .expired: break
        case .malformed, .foreign, .tooFarAhead:
            debug("pin marker ignored", metadata: ["reason": "\(String(describing: verdict))"])
        }
    }
}
#endif
