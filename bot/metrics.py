"""What is counted for the maintainers, in Prometheus' terms: nothing of it names a reader or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

ANSWER_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
CALL_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.received = Counter("faqbot_updates_received", "Updates kept in the inbox", registry=registry)
        self.answered = Counter("faqbot_updates_answered", "Updates answered", registry=registry)
        self.retried = Counter(
            "faqbot_updates_retried", "Tries that failed and will be repeated", ["reason"], registry=registry
        )
        self.set_aside = Counter("faqbot_updates_set_aside", "Updates given up after five tries", registry=registry)
        self.duplicate = Counter("faqbot_updates_duplicate", "Updates that had come before", registry=registry)
        self.dropped = Counter("faqbot_updates_dropped", "Updates not answered, and why", ["reason"], registry=registry)
        self.flood_notices = Counter("faqbot_flood_notices", "Readers told that they are too fast", registry=registry)
        self.decisions = Counter("faqbot_decisions", "Decisions on questions", ["decision"], registry=registry)
        for labelled, labels in ((self.dropped, ("full", "stale")), (self.decisions, ("answer", "suggest", "unknown"))):
            for label in labels:
                labelled.labels(label)  # counted from 0, so that the first one is seen as a change
        self.reminders = Counter("faqbot_reminders_sent", "Reminders sent", registry=registry)
        self.database_errors = Counter("faqbot_database_errors", "Failed uses of the database", registry=registry)
        self.calls = Counter(
            "faqbot_telegram_calls", "Calls of the Bot API by outcome", ["method", "outcome"], registry=registry
        )
        self.call_seconds = Histogram(
            "faqbot_telegram_call_seconds", "Seconds of a call, waits included", buckets=CALL_SECONDS, registry=registry
        )
        self.update_seconds = Histogram(
            "faqbot_update_seconds", "Seconds from receipt to answered", buckets=ANSWER_SECONDS, registry=registry
        )
        self.waiting = Gauge("faqbot_inbox_waiting", "Updates not yet answered", registry=registry)
        self.oldest = Gauge("faqbot_inbox_oldest_seconds", "Age of the oldest of them", registry=registry)
        self.in_progress = Gauge("faqbot_updates_in_progress", "Updates being answered here", registry=registry)
        self.entries = Gauge("faqbot_faq_entries", "Entries served", registry=registry)
        self.model_ready = Gauge("faqbot_model_ready", "1 when the index is trained", registry=registry)

    def text(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)
