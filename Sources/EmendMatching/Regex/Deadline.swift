/// When judging has to stop. The caller owns the clock, usually the CPU time of the judging thread.
package struct Deadline {
    /// True once the time is used up; asked often, so it has to be cheap.
    package let isOver: () -> Bool

    package init(_ isOver: @escaping () -> Bool) { self.isOver = isOver }
}
