// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import OpenMetrics

/// The names of all that is measured of synchronization; an interface, as dashboards and alerts are made of them.
///
/// No label names a resource: there may be a million. `instance` is Prometheus's own label, so ours is `instance_id`.
enum SyncMetric {
    /// 5 ms to an hour.
    static let durations = OpenMetricsFactory.defaultBounds
    /// What a disk takes: 0.5 ms to 30 s.
    static let storageDurations: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]

    // What is counted and timed as it happens.

    static let attempts = MetricDescription(
        "kmsync_attempts",
        .counter,
        help: "Resources sent to a replica, by what became of them."
    )
    static let failures = MetricDescription(
        "kmsync_failures",
        .counter,
        help: "Failures by cause: requests to the replica, and resources of answered ones."
    )
    static let breakerOpens = MetricDescription(
        "kmsync_breaker_opens",
        .counter,
        help: "How often attempts at a replica were suspended, by cause."
    )
    static let sentBytes = MetricDescription(
        "kmsync_sent_bytes",
        .counter,
        help: "Content sent to a replica, before sealing."
    )
    static let requestDuration = MetricDescription(
        "kmsync_request_duration_seconds",
        .histogram(bounds: durations),
        help: "From a request to a replica to its answer, or to the failure."
    )
    static let requestsInFlight = MetricDescription(
        "kmsync_inflight_requests",
        .gauge,
        help: "Requests to a replica without an answer yet."
    )
    static let commitDuration = MetricDescription(
        "kmsync_store_commit_duration_seconds",
        .histogram(bounds: storageDurations),
        help: "Transactions of an instance's file, from the first statement to the synced commit."
    )
    static let commitChanges = MetricDescription(
        "kmsync_store_batch_ops",
        .histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256]),
        help: "Changes that shared a transaction of an instance's file."
    )
    static let commitFailures = MetricDescription(
        "kmsync_store_commit_failures",
        .counter,
        help: "Failed transactions of an instance's file: no space, another program's lock, or the disk itself."
    )
    static let checkpointDuration = MetricDescription(
        "kmsync_store_checkpoint_duration_seconds",
        .histogram(bounds: storageDurations),
        help: "Copying the write-ahead log of an instance's file into the file."
    )

    /// All that a factory has to know of from the start, in the order in which it is written.
    static let measured = [
        attempts, failures, breakerOpens, sentBytes, requestDuration, requestsInFlight, commitDuration, commitChanges,
        commitFailures, checkpointDuration,
    ]
}

extension SyncMetric {
    // What is read at the moment when somebody asks.

    static let head = MetricDescription("kmsync_head_seq", .gauge, help: "Newest place in a primary's change feed.")
    static let applied = MetricDescription(
        "kmsync_replica_acked_seq",
        .gauge,
        help: "Everything up to this place of the feed is confirmed by the replica, or set aside."
    )
    static let epoch = MetricDescription("kmsync_epoch", .gauge, help: "Fencing number of an association.")
    static let state = MetricDescription(
        "kmsync_replica_state",
        .stateSet,
        help: "Where an association is in its life."
    )
    static let connection = MetricDescription(
        "kmsync_replica_connection",
        .stateSet,
        help: "How the primary stands with a replica."
    )
    static let lag = MetricDescription(
        "kmsync_replica_lag_seconds",
        .gauge,
        help: "Age of the oldest change that the replica has not confirmed; absent where that is not known."
    )
    static let lastContact = MetricDescription(
        "kmsync_replica_last_contact_timestamp_seconds",
        .gauge,
        help: "When the replica was last heard of, in Unix time."
    )
    static let lastSuccess = MetricDescription(
        "kmsync_replica_last_success_timestamp_seconds",
        .gauge,
        help: "When the replica last confirmed a change, in Unix time."
    )
    static let pending = MetricDescription(
        "kmsync_replica_pending_items",
        .gauge,
        help: "Resources that wait for their turn, those on their way apart."
    )
    static let inFlight = MetricDescription(
        "kmsync_inflight_items",
        .gauge,
        help: "Resources on their way to a replica."
    )
    static let inSync = MetricDescription(
        "kmsync_replica_in_sync_items",
        .gauge,
        help: "Resources that the replica has at their newest revision; 0 where it is silent."
    )
    static let unknown = MetricDescription(
        "kmsync_replica_unknown_items",
        .gauge,
        help: "Resources that were in sync before the replica fell silent."
    )
    static let setAside = MetricDescription(
        "kmsync_exception_items",
        .gauge,
        help: "Resources that failed and are set aside, by cause and by what becomes of them."
    )
    static let usable = MetricDescription(
        "kmsync_instance_usable",
        .gauge,
        help: "1: the instance's file is open; 0: it cannot be used."
    )
    static let instance = MetricDescription("kmsync_instance", .info, help: "Role and region of an instance.")
    static let resources = MetricDescription(
        "kmsync_instance_resources",
        .gauge,
        help: "Keys and secrets of an instance, deleted ones not counted."
    )
    static let quota = MetricDescription(
        "kmsync_instance_resource_quota",
        .gauge,
        help: "Most keys and secrets that an instance may hold."
    )
    static let fileBytes = MetricDescription(
        "kmsync_store_file_bytes",
        .gauge,
        help: "Size of an instance's file, its log apart."
    )
    static let logBytes = MetricDescription(
        "kmsync_store_wal_bytes",
        .gauge,
        help: "Size of the write-ahead log of an instance's file."
    )
    static let connections = MetricDescription(
        "kmsync_control_connections",
        .gauge,
        help: "Connections of the control socket."
    )
    static let rejected = MetricDescription(
        "kmsync_rejected_series",
        .counter,
        help: "Series that were not kept because there are too many: what they measure is missing here."
    )
    static let build = MetricDescription("kmsync_build", .info, help: "What runs.")
}
