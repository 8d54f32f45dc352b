"""Where a wire test plays: a channel with Ana, Ben and Chi in it, the clock, and the bot that listens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulator.driver import Answer, Clock, Form, Message, Slack
from tests.wire.bots import Bot

CAST = ("Ana", "Ben", "Chi")
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
DAILY = "Daily at 9:30 mon-fri close 12:00"


@dataclass
class Stage:
    """One test's channel; `says` speaks in it. Others are added with `adds_channel`, so that they are cleared, too."""

    slack: Slack
    bot: Bot
    channel: str
    channels: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return self.slack.clock

    def says(self, who: str, text: str) -> Answer:
        return self.slack.says(who, self.channel, text)

    def holds(self, standup: str = DAILY) -> None:
        """The team Checkout with a stand-up, and everybody in the channel in it."""
        self.says("Ana", "/team new Checkout")
        self.says("Ana", f"/standup new {standup}")
        self.slack.settle()

    def report(self, what: str = "today", by: str = "Ana") -> str:
        return self.says(by, f"/standup report {what}").text

    def opens_form(self, who: str) -> Form:
        return self.says(who, "/standup").form

    def card(self, who: str) -> Message:
        """The newest question in somebody's direct messages, as it stands now; reminders are not meant."""
        return [each for each in self.slack.dms(who) if "you are not in yet" not in each.text][-1]

    def parents(self) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        return [each for each in self.slack.messages(self.channel) if each.thread_ts in (None, each.ts)]

    def wrap_up(self) -> Message:
        """The newest wrap-up in the channel."""
        return [each for each in self.parents() if "wrap-up" in each.text][-1]

    def day(self) -> Message:
        """The newest first message of a day's thread."""
        return [each for each in self.parents() if "Answers are in this thread" in each.text][-1]

    def cards(self) -> list[Message]:
        """The answers in the newest day's thread."""
        return [each for each in self.slack.thread(self.day()) if each.ts != self.day().ts]

    def adds_channel(self, name: str, *members: str) -> str:
        """Another channel, with the bot in it."""
        self.slack.adds_channel(name, [*members, "Drumbeat"])
        self.channels.append(name)
        return name

    def adds_person(self, name: str, zone: str = BERLIN) -> str:
        """Somebody of this test's own, who is in no channel yet."""
        name = f"{name}{self.channel.removeprefix('#checkout')}"
        self.slack.adds_person(name, zone)
        return name

    def clears(self) -> None:
        """Ends every stand-up and closes every form, so that the next test finds nothing of this one."""
        self.clears_forms()
        for channel in (self.channel, *self.channels):
            self.ends_standups(channel)
        self.slack.settle()

    def ends_standups(self, channel: str, by: str = "Ana") -> None:
        listed = self.slack.says(by, channel, "/standup list").text
        for name in re.findall(r"^\*(.+?)\*: ", listed, re.MULTILINE):
            self.slack.says(by, channel, f"/standup delete {name}")

    def clears_forms(self, *others: str) -> None:
        for who in (*CAST, *others):
            while form := self.slack.form(who):
                form.close(everything=True)


def next_monday_evening(clock: Clock) -> None:
    """On to the next Monday, 20:00 in Berlin: nobody is asked before the night, which is Tuesday morning in Tokyo.

    Not into the weeks in which summer has come on one side of the Atlantic only: "until 17:30" is 16:30 there.
    """
    while True:
        clock.turn_to(clock.now + timedelta(minutes=1))
        clock.turn_to("Mon 20:00", BERLIN)
        if all(_six_hours_apart(clock.now + timedelta(days=days)) for days in (0, 10)):
            return


def _six_hours_apart(at: datetime) -> bool:
    east, west = (at.astimezone(ZoneInfo(zone)).utcoffset() for zone in (BERLIN, NEW_YORK))
    return east is not None and west is not None and east - west == timedelta(hours=6)
