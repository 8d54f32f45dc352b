"""The dozen numbers worth watching, in a registry of their own that is handed around."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
LATENESS_STEPS = (0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)  # seconds; 5 is the goal, 300 what people notice
ANSWER_STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # seconds; Slack gives up after 3


class Metrics:
    """Each number is an attribute; count with `metrics.commands.labels("/standup", "new", "done").inc()`.

    Labels take names from our own tables only, never what people typed: each new value is a new series for ever.
    """

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self.registry = registry
        self.commands = Counter(
            "drumbeat_commands", "Commands handled.", ("command", "verb", "outcome"), registry=registry
        )
        self.answer_seconds = Histogram(
            "drumbeat_answer_seconds", "From a request's arrival to its ack.", buckets=ANSWER_STEPS, registry=registry
        )
        self.deliveries = Counter("drumbeat_deliveries", "Posts tried, by outcome.", ("outcome",), registry=registry)
        self.looked_for = Counter(
            "drumbeat_looked_for", "Messages in doubt that were looked for in Slack.", ("result",), registry=registry
        )
        self.backlog = Gauge("drumbeat_outbox_backlog", "Messages waiting to be posted.", registry=registry)
        self.lateness = Histogram(
            "drumbeat_lateness_seconds", "From due to posted.", buckets=LATENESS_STEPS, registry=registry
        )
        self.missed = Counter("drumbeat_missed", "Occurrences given up as too late.", ("kind",), registry=registry)
        self.not_asked = Counter("drumbeat_not_asked", "Questions given up as too late.", ("kind",), registry=registry)
        self.paused = Gauge(
            "drumbeat_paused_ceremonies", "Ceremonies that wait: Slack lets nobody post there.", registry=registry
        )
        self.suspended = Gauge(
            "drumbeat_suspended_workspaces", "Workspaces whose token Slack does not take.", registry=registry
        )
        self.due = Gauge(
            "drumbeat_outbox_due",
            "Messages that are due and not posted, by how late they are.",
            ("late",),
            registry=registry,
        )
        self.overdue = Gauge(
            "drumbeat_outbox_overdue", "Messages that are over 5 minutes late with no reason for it.", registry=registry
        )
        self.audits = Counter(
            "drumbeat_audits", "Looks at what is overdue, by what they found.", ("result",), registry=registry
        )
        self.purged = Counter("drumbeat_purged", "Rows let go of after their time.", ("what",), registry=registry)
        self.job_runs = Counter("drumbeat_job_runs", "Passes of the jobs.", ("job", "outcome"), registry=registry)
        self.refused = Counter(
            "drumbeat_refused_requests", "Requests that did not prove to be Slack's.", ("reason",), registry=registry
        )

    def render(self) -> bytes:
        """The text that Prometheus reads, of type CONTENT_TYPE."""
        return generate_latest(self.registry)
