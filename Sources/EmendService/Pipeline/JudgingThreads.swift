import EmendCore
import EmendHTTP
import EmendPlatform
import EmendProviders
import EmendStore

/// The threads that parse and judge: webhooks on their way from the listener to the store, and what the dispatcher reads.
final class JudgingThreads: Sendable {
    private let threads: [OwnedThread]
    private let queue: BlockingQueue<JudgingJob>

    init(count: Int, queue: BlockingQueue<JudgingJob>, work: WebhookWork) throws {
        self.queue = queue
        threads = try (0..<count).map { number in
            try OwnedThread(name: "emend-judge-\(number)") {
                let judge = MessageJudge(keys: work.keys, limits: work.limits)
                while let jobs = queue.pop(atMost: JudgingThreads.batch) { work.run(jobs, with: judge) }
            }
        }
    }

    deinit { queue.close() }

    /// Finishes what is in the queue, then ends.
    func stop() {
        queue.close()
        for thread in threads { thread.join() }
    }

    /// Few enough that one slow message does not hold up many behind it while another thread is free.
    private static let batch = 8
}

/// Something for a judging thread to do.
enum JudgingJob: Sendable {
    case webhook(WebhookJob)
    /// What a read brought, on behalf of the dispatcher.
    case read(@Sendable (MessageJudge) -> Void)
}

/// What is done with one webhook; the same value for all judging threads.
struct WebhookWork: Sendable {
    let keys: KeyRing
    let limits: ServiceLimits
    let store: any Store
    let ruleset: Replaceable<ActiveRuleset>
    let queue: BlockingQueue<JudgingJob>
    let observer: WebhookObserver
    let capture: (@Sendable (CapturedWebhook) -> Void)?

    /// Judges all, and hands over together what has to be committed, so that the store is woken once.
    func run(_ jobs: [JudgingJob], with judge: MessageJudge) {
        let active = ruleset.value
        var webhooks: [JudgedWebhook] = []
        webhooks.reserveCapacity(jobs.count)
        for job in jobs {
            switch job {
            case .webhook(let job):
                if let webhook = prepare(job, by: active, with: judge) { webhooks.append(webhook) }
            case .read(let body): body(judge)
            }
        }
        guard !webhooks.isEmpty else { return }
        store.commit(webhooks.map(\.commit)) { [webhooks] results in finish(webhooks, results, by: active) }
    }

    /// Nil when the request has its answer already.
    private func prepare(_ job: WebhookJob, by active: ActiveRuleset, with judge: MessageJudge) -> JudgedWebhook? {
        let account = job.account
        guard let body = authenticatedBody(of: job) else { return nil }
        let event = account.adapter.decode(body)
        let (commit, ignored) = judge.commit(event, of: account, by: active, at: job.receivedAt)
        if job.attempt == 1 {
            for skipped in event.skipped { observer.didSkip(skipped, of: account) }
            for _ in 0..<ignored { account.counters.add(.ignored(.tooOld)) }
        }
        let answer = account.adapter.acknowledgement(of: event, to: body)
        guard !commit.messages.isEmpty || !commit.reads.isEmpty || !commit.deleted.isEmpty else {
            account.counters[.nothing].add()
            job.exchange.respond(answer)
            return nil
        }
        return JudgedWebhook(job: job, commit: commit, answer: answer)
    }

    /// Runs on the store's thread: answers all together, then counts.
    private func finish(
        _ webhooks: [JudgedWebhook], _ results: [Result<CommitOutcome, StoreError>], by active: ActiveRuleset
    ) {
        var answers: [(Exchange, HTTPResponse)] = []
        answers.reserveCapacity(webhooks.count)
        for (webhook, result) in zip(webhooks, results) {
            let job = webhook.job
            switch result {
            case .success(.committed):
                job.account.counters[.accepted].add()
                answers.append((job.exchange, webhook.answer))
            case .success(.stale):
                if let reason = judgeAgain(job) {
                    job.account.counters[reason].add()
                    answers.append((job.exchange, HTTPResponse(reason)))
                }
            case .failure(let error):
                job.account.counters[.storeFailed].add()
                observer.didFail(error)
                answers.append((job.exchange, HTTPResponse(.storeFailed)))
            }
        }
        HTTPListener.respond(answers)
        for (webhook, result) in zip(webhooks, results) {
            guard case .success(.committed(let report)) = result else { continue }
            observer.didCommit(webhook.commit, report, of: webhook.job.account, by: active)
        }
    }

    /// Another ruleset became active in between.
    ///
    /// - Returns: Why it is not judged once more.
    private func judgeAgain(_ job: WebhookJob) -> RequestReason? {
        guard job.attempt < WebhookWork.mostAttempts else { return .storeFailed }
        var job = job
        job.attempt += 1
        return queue.push(.webhook(job)) ? nil : .stopping
    }

    /// So many activations in a row while one webhook is judged would be a fault, and the provider asks again.
    private static let mostAttempts = 5

    /// The parsed body of a request that is authentic; nil when the request has been answered.
    private func authenticatedBody(of job: WebhookJob) -> JSONDocument? {
        let adapter = job.account.adapter
        let authentication = adapter.authenticate(job.request, now: job.receivedAt)
        switch authentication {
        case .valid: record(job)
        case .afterParsing: break
        case .invalid:
            refuse(job, .unauthenticated)
            return nil
        case .acknowledged:
            job.account.counters[.legacySignature].add()
            job.exchange.respond(adapter.acknowledgement(of: Event()))
            return nil
        }
        let body = try? JSONDocument(parsing: job.request.body)
        if authentication == .afterParsing {
            // Who sends what cannot be parsed has proved nothing.
            guard let body, adapter.authenticate(body: body) == .valid else {
                refuse(job, .unauthenticated)
                return nil
            }
            record(job)
        }
        if body == nil { refuse(job, .malformed) }
        return body
    }

    private func record(_ job: WebhookJob) {
        guard job.attempt == 1 else { return }
        capture?(
            CapturedWebhook(account: job.account.settings.name, receivedAt: job.receivedAt, request: job.request))
    }

    private func refuse(_ job: WebhookJob, _ reason: RequestReason) {
        job.account.counters[reason].add()
        observer.didRefuse(reason, of: job.account)
        job.exchange.respond(HTTPResponse(reason))
    }
}

/// One webhook between its judgement and its answer.
private struct JudgedWebhook: Sendable {
    let job: WebhookJob
    let commit: EventCommit
    let answer: HTTPResponse
}
