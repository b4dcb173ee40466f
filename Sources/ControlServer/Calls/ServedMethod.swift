// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// A method that the daemon serves: checked for access by its row in the table, then decoded, one domain call, encoded.
protocol ServedMethod: VarlinkMethod, SendableMetatype {
    /// What the call is about, for the audit log and for errors that name an instance.
    static func subject(of parameters: Parameters) -> CallSubject

    /// Decodes the rest, makes the domain call, and answers now or later; what it throws is the answer too.
    static func serve(_ parameters: Parameters, _ call: ControlCall<Self>) throws
}
