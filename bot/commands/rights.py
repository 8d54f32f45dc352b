"""Who may do what, verb by verb: for the pages about the commands; the doors are held against it by a test."""

from __future__ import annotations

from enum import Enum


class Who(Enum):
    """People, as the pages name them. Guests are nobody's members: they answer where a stand-up asks them."""

    ANYBODY = "any full member of the workspace"
    CHANNEL = "everybody in the team's channel"
    SEATED = "whoever takes part, wherever they are, invited guests too"
    LEADS = "leads and product managers"
    FOUNDER = "whoever set it up, leads and product managers"
    ASKER = "whoever asked for it while it is new; leads and product managers"
    SCORERS = "product managers their half, members and leads theirs"
    CONCERNED = "everybody reads; whoever sees to it or waits for it, leads and product managers end it"
    FACILITATOR = "whoever leads the retro"
    WRITER = "whoever wrote the card"


OF_VERBS = {
    "standup new": Who.ANYBODY,
    "standup delete": Who.LEADS,
    "standup fill": Who.SEATED,
    "standup log": Who.SEATED,
    "standup skip": Who.SEATED,
    "standup blocker": Who.CONCERNED,
    "feature edit": Who.ASKER,
    "feature delete": Who.ASKER,
    "feature score": Who.SCORERS,
    "feature status": Who.LEADS,
    "feature plan": Who.LEADS,
    "feature unplan": Who.LEADS,
    "feature own": Who.LEADS,
    "feature export": Who.LEADS,
    "team new": Who.ANYBODY,
    "team role": Who.LEADS,
    "digest post": Who.FOUNDER,
    "digest skip": Who.FOUNDER,
    "digest pause": Who.FOUNDER,
    "digest resume": Who.FOUNDER,
    "digest delete": Who.FOUNDER,
    "agenda skip": Who.FOUNDER,
    "agenda delete": Who.FOUNDER,
    "retro schedule": Who.FOUNDER,
    "retro takeover": Who.LEADS,
    "retro next": Who.FACILITATOR,
    "retro back": Who.FACILITATOR,
    "retro close": Who.FACILITATOR,
    "retro edit": Who.WRITER,
}


def who_may(noun: str, verb: str) -> Who:
    """Whose verb it is; where nothing else is said, everybody's in the channel."""
    return OF_VERBS.get(f"{noun} {verb}", Who.CHANNEL)
