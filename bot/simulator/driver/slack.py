"""The people of a simulated Slack, and what they do and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from bot.simulator.driver.clock import Clock
from bot.simulator.driver.connection import CannotDo, Connection, Json
from bot.simulator.driver.sockets import Sockets
from bot.simulator.driver.surfaces import Answer, Form, Message
from bot.simulator.driver.weather import Weather


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    zone: str
    workspace: str

    def __str__(self) -> str:
        return self.name


Who = Person | str
Line = tuple[Who, str, str]
Seen = TypeVar("Seen")


class Slack:
    """People are named ("Ana" or `slack.ana`); channels too ("#checkout", or "dm" for the one with the bot)."""

    def __init__(self, url: str) -> None:
        self._connection = Connection(url)
        self.url = url
        self.clock = Clock(self._connection)
        self.sockets = Sockets(self._connection)
        self.weather = Weather(self._connection)

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.person(name)
        except CannotDo as no:
            raise AttributeError(str(no)) from None

    def person(self, name: str) -> Person:
        for each in self._connection.get("world")["people"]:
            if name.casefold() in (each["name"].casefold(), each["handle"].casefold(), each["id"].casefold()):
                return _person(each)
        raise CannotDo(f"There is nobody called {name}.")

    # What people do

    def says(self, who: Who, channel: str, text: str, thread: Message | None = None) -> Answer:
        asked = {"as": _id(who), "channel": channel, "text": text}
        asked |= {"thread_ts": thread.thread_ts or thread.ts} if thread else {}
        return Answer(self._connection, self._connection.post("say", asked), _id(who))

    def says_many(self, lines: Iterable[Line], at_once: int = 200) -> list[Answer]:
        """All of these at once; one answer for each, in their order."""
        said = [{"as": _id(who), "channel": channel, "text": text} for who, channel, text in lines]
        outcomes = self._connection.post("say-many", {"said": said, "at_once": at_once})["outcomes"]
        return [Answer(self._connection, outcome, line["as"]) for outcome, line in zip(outcomes, said, strict=True)]

    def opens_home(self, who: Who, tab: str = "home") -> Form | None:
        """The home tab, to read and to press; None while the bot has published none."""
        view = self._connection.post("home", {"as": _id(who), "tab": tab})["view"]
        return Form(self._connection, view, _id(who)) if view else None

    def uses_shortcut(self, who: Who, callback_id: str, on: Message | None = None) -> Answer:
        asked = {"as": _id(who), "callback_id": callback_id}
        asked |= {"channel": on.channel, "ts": on.ts} if on else {}
        return Answer(self._connection, self._connection.post("shortcut", asked), _id(who))

    def form(self, who: Who) -> Form | None:
        """The form on top of what this person has open."""
        modals = self._connection.get("state", **{"as": _id(who)})["modals"]
        return Form(self._connection, modals[-1], _id(who)) if modals else None

    # What people read

    def messages(self, channel: str, seen_by: Who | None = None) -> list[Message]:
        """Oldest first, replies among them; ephemeral ones only when `seen_by` the person they are for."""
        return self._read(channel, seen_by)

    def last(self, channel: str, seen_by: Who | None = None) -> Message:
        """The newest message outside of threads."""
        return _newest([m for m in self._read(channel, seen_by) if m.thread_ts in (None, m.ts)], channel)

    def thread(self, parent: Message, seen_by: Who | None = None) -> list[Message]:
        return self._read(parent.channel, seen_by or parent.reader, parent.thread_ts or parent.ts)

    def dms(self, who: Who) -> list[Message]:
        """What the bot wrote to this person."""
        return [message for message in self._read("dm", who) if message.from_bot]

    def last_dm(self, who: Who) -> Message:
        return _newest(self.dms(who), f"{who}'s direct messages")

    def banners(self, who: Who) -> list[str]:
        return [banner["text"] for banner in self._connection.get("state", **{"as": _id(who)})["banners"]]

    def settle(self) -> None:
        """Waits until the bot has done all that is due now, and this Slack has delivered all that happened."""
        self.clock.settle()

    def wait_for(self, look: Callable[[], Seen | None], seconds: float = 5.0) -> Seen:
        """What `look` finds, looked for again after each change in this Slack, for bots that answer after their ack."""
        until = monotonic() + seconds
        while True:
            version = self._connection.get("changes", after=0, seconds=0)["version"]
            found = look()
            if found:
                return found
            left = until - monotonic()
            if left <= 0:
                raise CannotDo(f"It did not show within {seconds:g} s; last seen: {found!r}")
            # Not everything looked for is a change in this Slack (a process that went away is none): look again anyway.
            self._connection.get("changes", after=version, seconds=min(left, 0.25))

    # What there is, and what was noted

    def adds_person(self, name: str, zone: str = "Europe/Berlin", **more: Any) -> Person:
        return _person(self._connection.post("people", {"name": name, "zone": zone, **more})["person"])

    def changes_person(self, who: Who, **changes: Any) -> Person:
        return _person(self._connection.post("people/change", {"person": _id(who), **changes})["person"])

    def adds_workspace(self, name: str) -> str:
        """The id of a workspace without people, in which the app is not installed."""
        return str(self._connection.post("workspaces", {"name": name})["workspace"]["id"])

    def allows(self, who: Who, url: str, allow: bool = True) -> str:
        """Where the browser of this person is sent after Allow (or Cancel) on the page that asks for it."""
        return str(self._connection.post("allow", {"as": _id(who), "url": url, "allow": allow})["redirect"])

    def installs(self, workspace: str, scopes: Iterable[str] | None = None) -> str:
        """The bot's token, without the detour over a browser."""
        asked: Json = {"workspace": workspace} | ({} if scopes is None else {"scopes": list(scopes)})
        return str(self._connection.post("install", asked)["bot_token"])

    def uninstalls(self, workspace: str, order: Iterable[str] | None = None) -> None:
        """`order` is that of the events app_uninstalled and tokens_revoked; any, when it is not given."""
        self._connection.post("uninstall", {"workspace": workspace, "order": list(order) if order else None})

    def adds_channel(self, name: str, members: Iterable[Who] = (), private: bool = False) -> str:
        asked = {"name": name.removeprefix("#"), "members": [_id(who) for who in members], "private": private}
        return str(self._connection.post("channels", asked)["channel"]["id"])

    def changes_channel(self, channel: str, **changes: Any) -> Json:
        """`invite=[…]`, `kick=[…]`, `name="…"`, `archived=True`, `by=ana`."""
        asked: Json = {key: _plain(value) for key, value in changes.items()}
        shown: Json = self._connection.post("channels/change", {"channel": channel, **asked})["channel"]
        return shown

    def set_app(self, **settings: Any) -> Json:
        """`request_url` (with `verify=True`: asked for its challenge), `socket_mode`, `signing_secret`, `bot_token`,
        `app_token`, `commands`, `events`, `scopes`, `manifest`, `retries`; answers them all, and the addresses."""
        return self._connection.post("app", settings)

    def checks_ssl(self) -> Json:
        """The reply (status, body, failure) to the question by which Slack looks whether a command's URL is there."""
        return self._connection.post("ssl-check", {})

    def violations(self, kind: str | None = None) -> list[str]:
        """The rules that the bot broke, as sentences; `kind` is rule, or limit for calls too many."""
        noted = self._connection.get("violations")["violations"]
        return [f"{each['where']}: {each['what']}" for each in noted if kind in (None, each["kind"])]

    def requests(self, method: str | None = None, after: int = 0) -> list[Json]:
        """Every call of the Web API: number, method, args, answer, at."""
        return list(self._connection.get("requests", method=method, after=after)["requests"])

    def deliveries(self, kind: str | None = None) -> list[Json]:
        """What was told to the app: number, kind ("command /standup"), over, status, failure, retry, ms."""
        told = self._connection.get("deliveries")["deliveries"]
        return [each for each in told if kind in (None, each["kind"])]

    def redelivers(self, number: int, times: int = 1, **how: Any) -> list[Json]:
        """The replies (status, body, failure) to a delivery made again with the same bytes; what they say is not shown.

        `url` or `urls`: to others than the app's own; `over`: http or socket; `at_once=False`: one after the other.
        """
        return list(self._connection.post("redeliver", {"number": number, "times": times, **how})["replies"])

    def _read(self, channel: str, seen_by: Who | None, thread: str | None = None) -> list[Message]:
        reader = _id(seen_by) if seen_by is not None else None
        asked = {"channel": channel, "as": reader, "thread": thread}
        shown = self._connection.get("messages", **asked)["messages"]
        return [Message(self._connection, message, reader) for message in shown]


def _person(shown: Json) -> Person:
    return Person(shown["id"], shown["name"], shown["zone"], shown["workspace"])


def _id(who: Who) -> str:
    return who.id if isinstance(who, Person) else who


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.id if isinstance(value, Person) else value


def _newest(messages: list[Message], where: str) -> Message:
    if not messages:
        raise CannotDo(f"There is no message in {where}.")
    return messages[-1]
