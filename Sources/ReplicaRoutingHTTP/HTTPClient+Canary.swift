// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import AsyncHTTPClient
import NIOCore

extension HTTPClient.Configuration {
    /// A configuration fit for probes: a refused port is a failure at once, and redirects are left to the probe, which
    /// keeps credentials at their origin. TLS certificates are verified.
    public static var canary: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .disabled
        return configuration
    }
}
#endif
