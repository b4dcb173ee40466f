// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// Made from Interfaces/io.kmsync.Synchronization.varlink by `make varlink`; do not edit.

package import Varlink

/// The interface `io.kmsync.Synchronization`: its methods and types, and its description in the words of the protocol.
package enum SynchronizationInterface {
    /// What `org.varlink.service.GetInterfaceDescription` answers.
    package static let description = InterfaceDescription(
        embedded: #"""
            # Synchronization of keys and secrets from a primary instance to its replica instances.
            # A resource is named "key/KEYID" or "secret/NAME" throughout.
            interface io.kmsync.Synchronization

            type FailureCause (
              # Stable; see failure-causes.md.
              code: string,
              # retryable: tried again by itself. blocked: waits for the event named in the remedy. terminal: \#
            needs an operator.
              disposition: (retryable, blocked, terminal),
              # What it hit: one resource, or everything that goes to the replica.
              scope: (resource, replica),
              # One sentence for a person. Never contains a value.
              message: string,
              remedy: string,
              attempts: int,
              firstFailedAt: string,
              lastFailedAt: string,
              nextAttemptAt: ?string
            )

            type SynchronizedResource (
              resourceId: string,
              replicaInstanceId: string,
              # pending: has a change that was not sent yet. in_progress: being sent. in_sync: the replica \#
            confirmed the newest revision.
              # failed: see failureCause. unknown: was in sync, but nothing has been heard from the replica for a \#
            while.
              # detached: the replica was disassociated.
              status: (pending, in_progress, in_sync, failed, unknown, detached),
              # Of a failed resource, its own; of a pending one that waits for its replica, the replica's (scope \#
            replica).
              failureCause: ?FailureCause,
              # Why a pending resource is not being sent: paused, replica_backing_off, rate_limited, dependency, \#
            deletion_guard.
              waitingFor: ?string,
              revision: int
            )

            type StatusCounts (pending: int, in_progress: int, in_sync: int, failed: int, unknown: int, detached: \#
            int)

            type CauseCount (code: string, count: int)

            type Association (
              primaryInstanceId: string,
              replicaInstanceId: string,
              # Where the replica is: "local" for an instance of this daemon, else "HOST:PORT".
              address: string,
              region: string,
              synchronizationType: (all_resources, selected_resources),
              # bootstrapping: never been in sync yet. disassociating: the replica has not confirmed yet.
              # reserving: the replica has not agreed yet.
              state: (reserving, bootstrapping, active, paused, disassociating, disassociated),
              # backing_off: attempts are suspended after repeated failures, see failureCause. down: held until an \#
            operator acts.
              connection: (connected, connecting, backing_off, down),
              # Set by the first failure of scope replica, cleared by the first success.
              failureCause: ?FailureCause,
              epoch: int,
              # Everything up to this sequence is confirmed by the replica or listed as failed.
              appliedSequence: int,
              headSequence: int,
              # Age of the oldest change that the replica has not confirmed: what would be lost now. 0 when \#
            nothing is outstanding; null when unknown.
              lagSeconds: ?float,
              lastContactAt: ?string,
              lastSuccessAt: ?string,
              pausedReason: ?string,
              counts: StatusCounts,
              causes: []CauseCount
            )

            type Violation (code: string, message: string, remedy: string)

            # Every rule that the association would break, without side effects. Empty: it would be accepted.
            method CheckAssociation(primaryInstanceId: string, replicaInstanceId: string, address: ?string, \#
            synchronizationType: ?string, resources: ?[]string) -> (violations: []Violation)

            # Idempotent by the pair: the same or a larger scope is merged, a smaller one refused \#
            (selection_is_grow_only).
            # resources: for selected_resources only.
            method AssociateReplica(primaryInstanceId: string, replicaInstanceId: string, address: ?string, \#
            synchronizationType: string, resources: ?[]string) -> (association: Association)

            method ListReplicas(primaryInstanceId: ?string) -> (replicas: []Association)
            method DescribeReplica(primaryInstanceId: string, replicaInstanceId: string) -> (replica: Association)

            # Update synchronization resources: adds to the selection; all or nothing. Nothing can be taken out \#
            again.
            # replicaInstanceId null: every replica of the task that has a selection. all: selected_resources \#
            becomes all_resources, for good.
            # added, dependencies (keys that a selected secret needs): at most 1,000, sorted.
            method AddResources(primaryInstanceId: string, replicaInstanceId: ?string, resources: ?[]string, all: \#
            ?bool) -> (added: []string, addedCount: int, dependencies: []string)

            # Across all replicas, or one. Sorted by resourceId, then replicaInstanceId. limit: 1 to 1000, 100 if \#
            left out.
            method ListSynchronizedResources(
              primaryInstanceId: string,
              replicaInstanceId: ?string,
              status: ?string,
              failureCode: ?string,
              resourceId: ?string,
              limit: ?int,
              after: ?string
            ) -> (resources: []SynchronizedResource, next: ?string)

            # Irreversible. confirm repeats the replicaInstanceId. The replica keeps what it has, frozen.
            # behind: resources whose newest revision the replica does not have; at most 1,000, sorted.
            # dryRun: answers the same, changes nothing, needs no confirm.
            method DisassociateReplica(primaryInstanceId: string, replicaInstanceId: string, confirm: ?string, \#
            dryRun: ?bool) -> (association: Association, behind: []string, behindCount: int)

            # Forgets the backoff of what matches, and tries again now; a replica that is backing off is probed now.
            method RetryResources(primaryInstanceId: string, replicaInstanceId: ?string, resources: ?[]string, \#
            failureCode: ?string) -> (retried: int)

            # Holds everything, urgent changes too.
            method PauseReplica(primaryInstanceId: string, replicaInstanceId: string, reason: string, until: \#
            ?string) -> (replica: Association)
            method ResumeReplica(primaryInstanceId: string, replicaInstanceId: string) -> (replica: Association)

            type Drift (resourceId: string, kind: (missing, altered, extra))

            # Compares what the replica holds with the primary, by keyed digests. repair: sends again what is \#
            missing or altered.
            # drifts: at most 1,000. With "more": progress replies on the way.
            method VerifyReplica(primaryInstanceId: string, replicaInstanceId: string, repair: ?bool) -> \#
            (compared: int, drifts: []Drift, driftCount: int, keysProven: int)

            type TimelineEvent (at: string, event: string, detail: string, code: ?string)

            # Why this resource is where it is on this replica: what happened, what it waits for, what happens next.
            # timeline: what is known to have happened, oldest first. ResourcesNotFound: the primary has no such \#
            resource.
            method ExplainResource(primaryInstanceId: string, replicaInstanceId: string, resourceId: string) -> (
              resource: SynchronizedResource,
              explanation: string,
              timeline: []TimelineEvent
            )

            # Returns once all that was there when asked is in sync at every replica asked for (disassociated ones \#
            aside), or fails with
            # TimedOut. Later changes do not hold it up. resources: null for all.
            method WaitUntilSynchronized(primaryInstanceId: string, replicaInstanceId: ?string, resources: \#
            ?[]string, timeoutSeconds: ?float) -> ()

            error AssociationRefused(violations: []Violation)
            error ReplicaNotFound(primaryInstanceId: string, replicaInstanceId: string)
            error ResourcesNotFound(resources: []string)
            # The resource is no part of what is synchronized; explanation: sentences for a person, as \#
            ExplainResource gives them.
            error ResourceNotSynchronized(primaryInstanceId: string, replicaInstanceId: string, resourceId: \#
            string, explanation: string)
            error SelectionNotApplicable(synchronizationType: string)
            error ReplicaDisassociated(primaryInstanceId: string, replicaInstanceId: string)
            error TimedOut(outstanding: int)

            """#
    )
}
