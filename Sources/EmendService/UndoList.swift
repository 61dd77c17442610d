/// What has to be undone when the making of something ends half way; the last step is undone first.
struct UndoList {
    private var steps: [() -> Void]

    init(_ first: @escaping () -> Void) { steps = [first] }

    mutating func add(_ step: @escaping () -> Void) { steps.append(step) }

    mutating func run() {
        while let step = steps.popLast() { step() }
    }
}
