// SPDX-License-Identifier: Apache-2.0

// Connections, errors and decisions are part of nearly every call of a cluster, so one import is enough for all of it.
@_exported public import PGClient
@_exported public import ReplicaRouting
