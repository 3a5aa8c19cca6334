// SPDX-License-Identifier: Apache-2.0

import Testing

/// All suites that start servers, one test after the other: clusters side by side would slow each other down.
@Suite("Local clusters", .serialized, .timeLimit(.minutes(2)))
struct ClusterSuites {}
