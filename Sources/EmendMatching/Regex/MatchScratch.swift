import CPCRE2

/// The memory that matching writes to: match data, a match context and a stack for compiled code.
///
/// Create one for each judging thread and pass it to every call there.
/// https://www.pcre.org/current/doc/html/pcre2api.html#SEC5
@safe package final class MatchScratch {
    let data: OpaquePointer
    let context: OpaquePointer
    private let stack: OpaquePointer?

    package init() {
        // The three functions return NULL only when memory is used up, where Swift itself would stop too.
        guard let data = unsafe pcre2_match_data_create_8(UInt32(Pattern.groupLimit) + 1, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("no memory is left for matching") }
        unsafe (self.data, self.context) = (data, context)
        // 32 KiB to begin with; long backtracking grows it to 1 MiB, then error -46. Nil where there is no JIT.
        unsafe stack = pcre2_jit_stack_create_8(32 * 1024, 1024 * 1024, nil)
        unsafe pcre2_jit_stack_assign_8(context, nil, stack.map { unsafe UnsafeMutableRawPointer($0) })
        // Only the interpreter, the fallback without JIT, obeys these two. The heap limit counts KiB.
        unsafe pcre2_set_depth_limit_8(context, 250)
        unsafe pcre2_set_heap_limit_8(context, 1024)
    }

    deinit {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_jit_stack_free_8(stack)
    }
}

@available(*, unavailable)
extension MatchScratch: Sendable {}
