"""The people's door, behind Bolt: one transaction a request, committed before it is acknowledged.

Everything here is plain and synchronous: a payload goes in, the body of the ack comes out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.commands import incoming as arriving
from bot.commands import replies
from bot.commands.homes import Homes
from bot.commands.incoming import Incoming
from bot.commands.kept import answer_again, kept_answer
from bot.commands.refresh import Refresh
from bot.commands.rehearsal import line_that_works
from bot.commands.request import Handler, Request
from bot.commands.slash import route
from bot.commands.table import Step, Table
from bot.domain.message import Answer, Done, Message, Modal, Upload
from bot.domain.text import Mention, named, rich
from bot.errors import Refusal
from bot.log import logger, reference
from bot.messages.refusals import refused, sorry
from bot.messages.windows import told_in_a_window
from bot.metrics import Metrics
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.slack.files import hand_over
from bot.slack.response_url import ForeignAddress, body_of
from bot.storage import inbox
from bot.storage.database import Database, patience
from bot.storage.people import people_named, person_seen
from bot.storage.permissions import Actor
from bot.storage.workspaces import Workspace

OPEN_FORM_SECONDS = 1.5
# Whoever has a place in a stand-up answers wherever they sit; everything else asks who is in the team's channel.
SEATED = "standup."
# Who sets something up sees it in App Home, whether they have opened that or not.
SETS_UP = "standup.set_up"
log = logger(__name__)


class NotInstalled(Refusal):
    """Drumbeat is not set up in this workspace."""


class CannotAskSlack(Refusal):
    """I could not ask Slack who you are just now, so I did nothing. Please send it again in a moment."""


class FormDidNotOpen(Refusal):
    """The form did not open in time; nothing was changed. Please try again."""


class FileNotHandedOver(Refusal):
    """Slack did not take the file in time. Please send it again in a moment."""


class NothingThere(Refusal):
    """That button or form is from an older Drumbeat and leads nowhere now."""


@dataclass(frozen=True)
class Task:
    """What is to be done for a request: the handler, and the words for the log and the numbers."""

    run: Handler
    noun: str
    verb: str
    reads: bool
    command: str = ""
    text: str = ""


class Door:
    """Takes requests of all kinds; each method returns the body of the ack (None: an empty one)."""

    def __init__(
        self,
        *,
        db: Database,
        slack: SlackClient,
        respond: Callable[[str, Message], None],
        table: Table,
        clock: Clock,
        wake: Callable[[], None],
        metrics: Metrics,
    ) -> None:
        self._db, self._slack, self._respond, self._table = db, slack, respond, table
        self._clock, self._wake, self._metrics = clock, wake, metrics
        self.refresh = Refresh(db, slack)
        self.homes = Homes(db, slack, self.refresh, clock)

    def command(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """A slash command; the answer is a message, shown to the asker alone unless it is public."""
        came = arriving.slash_command(body)
        said = self._answered(came, lambda: _command_task(self._table, came))
        return body_of(said) if isinstance(said, Message) else None

    def press(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """A button; what there is to say goes to its response_url, since Slack reads no body here."""
        came = arriving.button_press(body)
        self._say_there(came, self._answered(came, lambda: _step_task(self._table.button(came.name), came)))
        return None

    def shortcut(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """An entry in a message's menu, or in that of all shortcuts."""
        came = arriving.shortcut(body)
        self._say_there(came, self._answered(came, lambda: _shortcut_task(self._table, came)))
        return None

    def form(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """A form; it closes, shows the next view, or stays open with a sentence at a field."""
        came = arriving.form_answer(body)
        first_field = next(iter(came.values), "text")
        try:
            answer = self._take(came, _step_task(self._table.form(came.name), came))
        except Refusal as refusal:
            return replies.field_error(refusal, refusal.field or first_field)
        except Exception:
            return replies.plain_field_error(str(self._fault(came).text), first_field)
        return replies.next_view(answer) if isinstance(answer, Modal) else None

    def _say_there(self, came: Incoming, said: Answer) -> None:
        """Where it was asked; in a window where that is none of a conversation: App Home, a form, the global menu."""
        if not isinstance(said, Message):
            return
        if not came.response_url:
            self._open(came, told_in_a_window(said))
            return
        try:
            self._respond(came.response_url, said)
        except (SlackRefused, SlackSilent, ForeignAddress) as fault:
            log.warning("an answer did not arrive", error=str(fault) or type(fault).__name__, kind=came.kind)

    def _answered(self, came: Incoming, task: Callable[[], Task]) -> Answer:
        typed = f"{came.command} {came.text}".strip() if came.command else ""
        try:
            answer = self._take(came, task())
            if isinstance(answer, Upload):
                return self._hand_over(came, answer)
            return self._open(came, answer) if isinstance(answer, Modal) else answer
        except Refusal as refusal:
            refusal.example = self._rehearsed(came, refusal)
            return refused(refusal, typed)
        except Exception:
            return self._fault(came, typed)

    def _rehearsed(self, came: Incoming, refusal: Refusal) -> str | None:
        """A line that works for them; nobody is sent from one refusal to the next."""
        workspace = self.refresh.workspace(came.workspace)
        if workspace is None:
            return refusal.example
        with self._db.write() as session:
            person = person_seen(session, workspace.id, came.user)
            if person is None:
                return refusal.example
            actor = Actor(person, workspace, *self.refresh.trusted_since(datetime.now(UTC)))
            request = Request(actor, came.channel, came.command)
            return line_that_works(session, self._table, request, refusal, now=self._clock())

    def _fault(self, came: Incoming, typed: str = "") -> Message:
        """Called while the exception is handled: log it under a reference and apologise with that."""
        code = reference()
        log.exception("a request failed", reference=code, kind=came.kind)
        self._metrics.commands.labels(came.kind, "", "fault").inc()
        return sorry(code, typed)

    def _take(self, came: Incoming, task: Task) -> Answer:
        """One request: refresh, one transaction, wake; raises Refusal for what the person can put right."""
        began = time.monotonic()
        outcome = "fault"
        try:
            with patience():
                answer, outcome = self._transact(came, task), "done"
        except Refusal as refusal:
            outcome = type(refusal).__name__
            raise
        finally:
            self._count(came, task, outcome, time.monotonic() - began)
        return answer

    def _transact(self, came: Incoming, task: Task) -> Answer:
        workspace = self.refresh.workspace(came.workspace)
        if workspace is None:
            raise NotInstalled
        mentioned = [part.user_id for part in rich(came.text) if isinstance(part, Mention)]
        mentioned += [came.quoted.author] if came.quoted is not None else []
        fresh = self.refresh(
            workspace,
            came.user,
            channel=came.channel or came.values.get("channel", ""),
            home=arriving.home_named(came.text),
            named=mentioned,
            teams=came.kind == "command" or not came.name.startswith(SEATED),
        )
        now = self._clock()
        if task.reads:
            with self._db.read() as session:
                return task.run(_request(session, came, task, workspace, fresh), session, now)
        with self._db.write() as session:
            if came.key and not inbox.is_first(session, workspace.id, came.key, at=now):
                return answer_again(inbox.first_answer(session, workspace.id, came.key))
            answer = task.run(_request(session, came, task, workspace, fresh), session, now)
            if came.key:
                inbox.keep_answer(session, workspace.id, came.key, kept_answer(came.kind, answer))
        self._wake()
        self.homes.changed(workspace, came.user, from_home=came.from_home or came.name == SETS_UP)
        return answer

    def _open(self, came: Incoming, modal: Modal) -> Answer:
        """Open a form after the commit; Slack allows 3 s from the press. A failure is a sentence, never silence."""
        window = {"trigger_id": came.trigger_id, "view": modal.view}
        try:
            if came.from_modal:
                self._slack.call("views.push", deadline=OPEN_FORM_SECONDS, **window)
            else:
                self._slack.call("views.open", deadline=OPEN_FORM_SECONDS, **window)
        except (SlackRefused, SlackSilent) as fault:
            if str(fault) == "exchanged_trigger_id":
                return Done()  # the same press came again: its form is open
            log.warning("a form did not open", error=str(fault), kind=came.kind)
            return refused(FormDidNotOpen(example=f"{came.command} {came.text}".strip() or None))
        return Done()

    def _hand_over(self, came: Incoming, file: Upload) -> Message:
        """Put a file into the asker's direct messages, after the commit."""
        try:
            hand_over(self._slack, came.user, file.name, file.content)
        except (SlackRefused, SlackSilent) as fault:
            log.warning("a file was not handed over", error=str(fault), kind=came.kind)
            return refused(FileNotHandedOver(), f"{came.command} {came.text}".strip())
        return file.said

    def _count(self, came: Incoming, task: Task, outcome: str, seconds: float) -> None:
        self._metrics.commands.labels(task.noun, task.verb, outcome).inc()
        self._metrics.answer_seconds.observe(seconds)
        log.info(
            "request",
            kind=came.kind,
            noun=task.noun,
            verb=task.verb,
            outcome=outcome,
            user=came.user,
            channel=came.channel,
            characters=len(came.text),
            ms=round(seconds * 1000, 1),
        )


def _command_task(table: Table, came: Incoming) -> Task:
    found = route(table, came.command, came.text)
    return Task(found.run, found.noun, found.verb, found.reads, found.command, found.text)


def _step_task(step: Step | None, came: Incoming) -> Task:
    if step is None:
        raise NothingThere
    noun, _, verb = came.name.partition(".")
    return Task(step.run, noun, verb, step.reads)


def _shortcut_task(table: Table, came: Incoming) -> Task:
    """As if its noun's command had been typed, so that examples work."""
    task = _step_task(table.shortcut(came.name), came)
    noun = table.noun_named(task.noun)
    return task if noun is None else replace(task, command=table.command_of(noun))


def _request(
    session: Session, came: Incoming, task: Task, workspace: Workspace, fresh: tuple[datetime, datetime]
) -> Request:
    person = person_seen(session, workspace.id, came.user)
    if person is None:
        raise CannotAskSlack
    return Request(
        actor=Actor(person, workspace, *fresh),
        channel=came.channel,
        command=task.command,
        text=_with_names(session, workspace, task.text),
        about=came.about,
        values=came.values,
        quoted=came.quoted,
    )


def _with_names(session: Session, workspace: Workspace, text: str) -> str:
    """Slack sends mentions as ids; a form and an echo show them by name."""
    ids = [part.user_id for part in rich(text) if isinstance(part, Mention) and not part.name]
    if not ids:
        return text
    return named(text, {person.slack_id: person.name for person in people_named(session, workspace.id, ids)})
