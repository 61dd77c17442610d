import EmendCore
import EmendPlatform
import EmendSandbox
import EmendStore

/// Why a command could not do what it was asked, as one sentence with the exit code that goes with it.
struct CommandFailure: Error {
    let code: ExitCode
    /// Without "emend:" before it and without a full stop.
    let sentence: String
    /// Shown before the sentence, each on its own line.
    var diagnostics: [Diagnostic] = []

    init(_ code: ExitCode, _ sentence: String, diagnostics: [Diagnostic] = []) {
        (self.code, self.sentence, self.diagnostics) = (code, sentence, diagnostics)
    }

    /// The one place where the facts of every part become a sentence and an exit code.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let usage as UsageError: self.init(.unusable, usage.description)
        case let file as FileError: self.init(file.isDiskFull ? .unavailable : .unusable, file.description)
        case let store as StoreError: self.init(store)
        case let control as ControlClient.Failure: self.init(.unavailable, control.description)
        case let line as CaptureLineError: self.init(.unusable, line.reason)
        case let sandbox as SandboxError: self.init(.unusable, sandbox.reason)
        default: self.init(.unavailable, "\(error)")
        }
    }

    private init(_ error: StoreError) {
        let advice =
            switch error.kind {
            case .cannotOpen: "; has `emend serve` run with this configuration, as this user?"
            case .locked: "; another process uses it"
            case .full: "; the disk is full"
            case .damaged: "; restore it from a backup"
            case .foreign: "; name another file as `store.path`"
            case .replaced: "; start the server again"
            case .newerSchema: "; it was written by a newer version of emend"
            case .keys: "; the folder of keys must be the one the store was made with"
            case .other: ""
            }
        self.init(.unavailable, "the store failed: \(error.message)\(advice)")
    }
}
