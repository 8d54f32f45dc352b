"""The protocol of one message as a game without any I/O: its row, workers that die, and a Slack that takes its time.

`test_protocol.py` plays it at random, and holds the row's transitions against those of the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.storage.delivery import Timings

TIMINGS = Timings()
POST, LEASE, SETTLE = (each.total_seconds() for each in (TIMINGS.post, TIMINGS.lease, TIMINGS.settle))
FIRST_LOOK, LAST_LOOK = (each.total_seconds() for each in TIMINGS.second_looks)
# How much later than it was taken a message shows in history; and how long a request may be on its way, so that it is
# seen when history is believed. What takes longer is the window that second looks are for.
LAG = 30.0
ON_ITS_WAY = SETTLE - LAG
PENDING, SENDING, SENT = "pending", "sending", "sent"


@dataclass(frozen=True)
class Row:
    """What the database knows."""

    state: str = PENDING
    fence: int = 0
    lease_until: float | None = None
    not_before: float | None = None
    last_send_at: float | None = None
    was_in_doubt: bool = False  # a look found nothing: it is sent again
    recheck_at: float | None = None

    def is_claimable(self, now: float) -> bool:
        return self.state == PENDING and _is_over(self.not_before, now)

    def claimed(self, now: float) -> Row:
        return replace(self, state=SENDING, fence=self.fence + 1, lease_until=now + LEASE, last_send_at=now)

    def posted(self, now: float) -> Row:
        recheck_at = now + FIRST_LOOK if self.was_in_doubt else None
        return replace(self, state=SENT, lease_until=None, recheck_at=recheck_at)

    def doubted(self) -> Row:
        return replace(self, lease_until=None)

    def not_posted(self, now: float) -> Row:
        return replace(self, state=PENDING, lease_until=None, not_before=now + 2)

    def is_doubtful(self, now: float) -> bool:
        if not _is_over(self.not_before, now):
            return False
        if self.state == SENT:
            return self.recheck_at is not None and self.recheck_at <= now
        settled = self.last_send_at is not None and self.last_send_at + SETTLE <= now
        return self.state == SENDING and settled and (self.lease_until is None or self.lease_until < now)

    def looked_for(self, now: float) -> Row:
        """Taken by somebody who looks."""
        if self.state == SENT:
            return replace(self, fence=self.fence + 1, not_before=now + LEASE)
        return replace(self, fence=self.fence + 1, lease_until=now + LEASE)

    def found(self, now: float, *, there: bool) -> Row:
        free = replace(self, not_before=None, lease_until=None)
        if self.state == SENT:
            return free._looked_again()
        return free.posted(now) if there else replace(free, state=PENDING, was_in_doubt=True)

    def _looked_again(self) -> Row:
        assert self.recheck_at is not None
        assert self.last_send_at is not None
        is_the_last = self.recheck_at - self.last_send_at > (FIRST_LOOK + LAST_LOOK) / 2
        return replace(self, recheck_at=None if is_the_last else self.last_send_at + LAST_LOOK)


def _is_over(until: float | None, now: float) -> bool:
    return until is None or until <= now


class Copy(NamedTuple):
    """A message that stands in Slack: when it was taken, and the how manieth it was."""

    at: float
    number: int


@dataclass
class Request:
    """On its way to Slack since `sent_at`."""

    sent_at: float
    sender: Worker | None
    fence: int


@dataclass
class Worker:
    """Sends, or looks; what it knows of the message dies with it."""

    sends: int | None = None  # its fence
    until: float = 0.0
    looks: int | None = None
    seen: list[Copy] | None = None


@dataclass
class Game:
    """Two workers, one message."""

    now: float = 0.0
    row: Row = field(default_factory=Row)
    workers: tuple[Worker, ...] = field(default_factory=lambda: (Worker(), Worker()))
    requests: list[Request] = field(default_factory=list)
    visible: list[Copy] = field(default_factory=list)
    taken: int = 0
    was_late: bool = False  # Slack took one that nobody could expect any more

    @property
    def is_over(self) -> bool:
        return self.row.state == SENT and self.row.recheck_at is None

    def instants(self) -> list[float]:
        """What is worth waiting for: a little, and whatever the row or somebody waits for."""
        row = self.row
        ahead = [row.lease_until, row.not_before, row.recheck_at]
        ahead += [] if row.last_send_at is None else [row.last_send_at + POST + 1, row.last_send_at + SETTLE]
        return [self.now + 1, *(each for each in ahead if each is not None and each > self.now)]

    def goes_on_to(self, instant: float) -> None:
        """Time goes by; who still waits for an answer then has had none."""
        self.now = instant
        for worker in self.workers:
            if worker.sends is not None and self.now > worker.until:
                self.gives_up(worker)

    def is_found_later(self, request: Request) -> bool:
        """Whether a look is still to come that sees it; what comes when the last is over, nobody finds."""
        since = self.row.last_send_at or 0.0
        return not self.is_over and self.now - since < LAST_LOOK - LAG and request.sent_at <= since

    def claim(self, worker: Worker) -> None:
        self.row = self.row.claimed(self.now)
        worker.sends, worker.until = self.row.fence, self.now + POST
        self.requests.append(Request(self.now, worker, self.row.fence))

    def is_in_time(self, request: Request) -> bool:
        return self.now - request.sent_at <= ON_ITS_WAY

    def arrives(self, request: Request, *, replies: bool) -> None:
        """Slack takes it; whether the sender hears of it is another matter."""
        self.was_late = self.was_late or not self.is_in_time(request)
        self.requests.remove(request)
        self.taken += 1
        self.visible.append(Copy(self.now, self.taken))
        sender = request.sender
        if replies and sender is not None and sender.sends == request.fence and self.now <= sender.until:
            self._note(request.fence, self.row.posted(self.now))
            sender.sends = None

    def is_refused(self, request: Request) -> None:
        """Slack says that it is not posted."""
        self.requests.remove(request)
        sender = request.sender
        if sender is not None and sender.sends == request.fence and self.now <= sender.until:
            self._note(request.fence, self.row.not_posted(self.now))
            sender.sends = None

    def gives_up(self, worker: Worker) -> None:
        """No answer within its deadline, or a strange one."""
        assert worker.sends is not None
        self._note(worker.sends, self.row.doubted())
        worker.sends = None

    def dies(self, worker: Worker) -> None:
        worker.sends = worker.looks = worker.seen = None
        for request in self.requests:
            request.sender = None if request.sender is worker else request.sender

    def looks(self, worker: Worker) -> None:
        self.row = self.row.looked_for(self.now)
        worker.looks, worker.seen = self.row.fence, None

    def reads(self, worker: Worker) -> None:
        worker.seen = [copy for copy in self.visible if copy.at + LAG <= self.now]

    def takes_one_away(self, worker: Worker) -> None:
        """The newest of those seen; the oldest stays."""
        assert worker.seen
        gone = worker.seen.pop()
        if gone in self.visible:
            self.visible.remove(gone)

    def notes_the_look(self, worker: Worker) -> None:
        assert worker.looks is not None
        assert worker.seen is not None
        there = bool(worker.seen)
        if self.row.fence == worker.looks:
            self.row = self.row.found(self.now, there=there)
        worker.looks = worker.seen = None

    def _note(self, fence: int, row: Row) -> None:
        """Whoever was taken over writes nothing."""
        if self.row.fence == fence and self.row.state == SENDING:
            self.row = row
