// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// An error as a person sees it: one sentence, what to do next where that is known, and the exit status.
struct Failure: Error, Equatable {
    let status: ExitStatus
    let sentence: String
    let next: String?

    init(_ status: ExitStatus, _ sentence: String, next: String? = nil) {
        self.status = status
        self.sentence = sentence
        self.next = next
    }

    /// Both sentences, safe for a terminal.
    var text: String {
        let separator = sentence.contains("\n") ? "\n" : " "
        return printable(next.map { "\(sentence)\(separator)\($0)" } ?? sentence, keepingNewlines: true)
    }

    /// What calls and files can throw; nil for errors of the command line.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ControlError: self.init(error)
        case let error as VarlinkError: self.init(error)
        case let error as VarlinkClientError: self.init(error)
        case is EncodingError:
            self.init(.usage, "The arguments cannot be said in JSON.", next: "Check them for numbers out of range.")
        default: return nil
        }
    }

    /// An error reply: of the contract, or of the protocol.
    init(_ error: VarlinkError) {
        if let error = ControlError(error) {
            self.init(error)
            return
        }
        switch error.name {
        case VarlinkError.invalidParameterName:
            self.init(.refused, "The daemon did not accept \(Failure.parameter(error)).", next: Failure.versions)
        case VarlinkError.permissionDenied.name:
            self.init(.notPermitted, "The daemon does not permit this.", next: Failure.groups)
        default:
            self.init(.internalError, "The daemon answered \(error.name).", next: Failure.versions)
        }
    }

    private static let versions = "Compare the versions of client and daemon: `kmsync version`."

    /// Who may do what; the groups are those of the standard configuration.
    static let groups =
        "Members of the group kmsync may do all, of kmsync-operator operate, of kmsync-viewer look; `id` shows yours."

    private static func parameter(_ error: VarlinkError) -> String {
        // ignoring: an InvalidParameter without its parameter; then the sentence names none.
        (try? error.decode([String: String].self))?["parameter"].map { "the parameter \($0)" } ?? "a parameter"
    }
}
