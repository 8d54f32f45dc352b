"""The people's door without Bolt: payloads as Slack sends them go in, the bodies of acks come out."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.commands.door import Door
from bot.commands.nouns import table
from bot.domain.message import Message
from bot.metrics import Metrics
from bot.simulator import judge
from bot.storage.database import Database
from bot.storage.people import person_named
from bot.storage.permissions import Actor
from bot.storage.schema import Row
from bot.storage.teams import join_team, team_of_channel
from bot.storage.workspaces import Workspace, install_workspace
from tests import canaries
from tests.jobs.nearby_slack import NearbySlack
from tests.messages.reading import shown
from tests.storage.cast import ACME, BOT, CHECKOUT, MONDAY, slack_id

Json = dict[str, Any]


class Counter:
    """Acme's door on a database of its own, with a Slack nearby; every answer goes past the judge."""

    def __init__(self, db: Database, prefix: str = "") -> None:
        self.db, self.slack, self.now, self.woken = db, NearbySlack(), MONDAY, 0
        self.responses: list[Message] = []
        self.metrics = Metrics()
        self._numbers = count(1)
        self.table = table(prefix)
        self.door = Door(
            db=db,
            slack=self.slack.client,
            respond=lambda url, message: self.responses.append(message),
            table=self.table,
            clock=self.clock,
            wake=self.wake,
            metrics=self.metrics,
        )
        with db.write() as session:
            install_workspace(session, slack_id=ACME, name="Acme", bot_user_id=BOT, bot_id="B1", at=MONDAY)

    def clock(self) -> datetime:
        return self.now

    def wake(self) -> None:
        self.woken += 1

    def payload(self, who: str, line: str, channel: str = CHECKOUT, workspace: str = ACME) -> Json:
        canaries.typed(line)
        command, _, text = line.partition(" ")
        return {
            "team_id": workspace,
            "user_id": slack_id(who),
            "channel_id": channel,
            "channel_name": "checkout",
            "command": command,
            "text": text,
            "trigger_id": self.trigger(who, workspace),
            "response_url": "http://slack.test/hook",
        }

    def trigger(self, who: str, workspace: str = ACME) -> str:
        """What Slack hands out for one interaction; a form opens with it once, within three seconds."""
        return self.slack.sim.triggers.new(workspace, slack_id(who), f"interaction {next(self._numbers)}")

    def says(self, who: str, line: str, channel: str = CHECKOUT) -> str:
        """What somebody reads after a command; nothing when a form opens."""
        return self.deliver(self.payload(who, line, channel))

    def deliver(self, payload: Json) -> str:
        body = self.door.command(payload)
        if body is None:
            return ""
        assert judge.ack(body) == []
        return shown(body["blocks"])

    def press(self, who: str, action: str, value: str, trigger: str = "") -> str:
        """What goes to the response_url after a press."""
        before = len(self.responses)
        self.door.press(
            {
                "user": {"id": slack_id(who), "team_id": ACME},
                "team": {"id": ACME},
                "channel": {"id": CHECKOUT},
                "actions": [{"action_id": action, "value": value}],
                "trigger_id": trigger or self.trigger(who),
                "response_url": "http://slack.test/hook",
            }
        )
        return "\n".join(shown(message) for message in self.responses[before:])

    def uses_shortcut(
        self,
        who: str,
        callback: str,
        text: str = "",
        author: str = "Ben",
        channel: str = CHECKOUT,
        thread: str = "",
        trigger: str = "",
    ) -> str:
        """What goes to the response_url after an entry of a message's menu; with no text, of the menu of all."""
        canaries.typed(text)
        before = len(self.responses)
        body: Json = {
            "type": "shortcut",
            "callback_id": callback,
            "user": {"id": slack_id(who), "team_id": ACME},
            "team": {"id": ACME, "domain": "acme"},
            "trigger_id": trigger or self.trigger(who),
        }
        if text:
            message = {"type": "message", "user": slack_id(author), "text": text, "ts": "1795417200.000100"}
            body |= {
                "type": "message_action",
                "channel": {"id": channel, "name": "checkout"},
                "message": message | ({"thread_ts": thread} if thread else {}),
                "message_ts": "1795417200.000100",
                "response_url": "http://slack.test/hook",
            }
        self.door.shortcut(body)
        return "\n".join(shown(message) for message in self.responses[before:])

    def sends(self, who: str, callback: str, about: str, view: str = "V1", **fields: str) -> Json | None:
        """The answer to a form; fields by their names."""
        canaries.typed(*fields.values())
        body = self.door.form(
            {
                "user": {"id": slack_id(who), "team_id": ACME},
                "team": {"id": ACME},
                "trigger_id": self.trigger(who),
                "view": {
                    "id": view,
                    "callback_id": callback,
                    "private_metadata": about,
                    "state": {"values": {name: {"text": {"value": text}} for name, text in fields.items()}},
                },
            }
        )
        if body is not None:
            assert judge.view_answer(body, set(fields)) == []
        return body

    def forms(self) -> list[Json]:
        """The forms that were opened."""
        return [asked.args["view"] for asked in self.slack.calls("views.open") if asked.answer.get("ok")]

    def rows(self, row: type[Row]) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count()).select_from(row)) or 0

    def joins(self, who: str) -> None:
        """Somebody of #checkout is taken into its team, as the roster's job would do it."""
        self.says(who, "/team show")
        with self.db.write() as session:
            workspace = session.scalars(select(Workspace).where(Workspace.slack_id == ACME)).one()
            team = team_of_channel(session, workspace.id, CHECKOUT)
            person = person_named(session, workspace.id, slack_id(who))
            assert team is not None and person is not None
            join_team(session, team, person, at=self.now)

    def actor(self, session: Session, who: str) -> Actor:
        """Somebody as the door sees them, who was here before."""
        workspace = session.scalars(select(Workspace).where(Workspace.slack_id == ACME)).one()
        person = person_named(session, workspace.id, slack_id(who))
        assert person is not None
        return Actor(person, workspace, *self.door.refresh.trusted_since(datetime.now(UTC)))

    def close(self) -> None:
        self.door.refresh.close()
