"""Teams in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.message import Message
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import label, say
from bot.storage.people import Person
from bot.storage.teams import Role, Team

NAMES_ROOM, ROLE_ROOM = 2800, 2400


def made(team: Team, *, bot_is_in: bool) -> Message:
    """A team was made (or named anew); its people are read by the job."""
    text = say("teams", "made", team=team.name, channel=channel_link(team.channel), zone=team.zone)
    rest = say("teams", "reading") if bot_is_in else say("teams", "invite_me", channel=channel_link(team.channel))
    hint = say("teams", "next_step")
    return Message(Mrkdwn(f"{text} {rest}"), (blocks.section(text), blocks.section(rest), blocks.context(hint)))


def line_that_makes_one(channel: str) -> Mrkdwn:
    """What to type to make a team of a channel of that name: `checkout-web` is home to Checkout web."""
    words = " ".join(channel.replace("-", " ").replace("_", " ").split())
    return say("teams", "make_one", name=words[:1].upper() + words[1:])


def shown(team: Team, people: Sequence[tuple[Person, Role]], *, reading: bool) -> Message:
    """Who is in the team, by name and role."""
    title = say("teams", "title", team=team.name, channel=channel_link(team.channel), zone=team.zone, count=len(people))
    everybody = (Mrkdwn(short(person.name) + (f" ({role})" if role != Role.MEMBER else "")) for person, role in people)
    names = as_many_as_fit(everybody, NAMES_ROOM, most=100)
    lines = [blocks.section(title)]
    if names:
        lines.append(blocks.section(Mrkdwn(", ".join(names))))
    if reading:
        lines.append(blocks.context(say("teams", "reading")))
    return Message(cut(f"{title} {', '.join(names)}", FALLBACK_CHARACTERS), tuple(lines))


def members(team: Team, people: Sequence[tuple[Person, Role]]) -> Message:
    """Who is in the team, role by role; what a role may do stands beside it."""
    title = say("teams", "title", team=team.name, channel=channel_link(team.channel), zone=team.zone, count=len(people))
    lines = [title]
    for role in (Role.LEAD, Role.PM, Role.MEMBER, Role.VIEWER):
        names = [short(person.name) for person, has in people if has == role]
        if names:
            fit = as_many_as_fit(names, ROLE_ROOM, most=100)
            lines.append(say("teams", f"members_{role}", names=fit, count=len(names)))
    hint = say("teams", "give_a_role")
    spoken = cut(" ".join([*lines, hint]), FALLBACK_CHARACTERS)
    return Message(spoken, (*map(blocks.section, lines), blocks.context(hint)))


def role_given(team: Team, person: Person, role: Role, *, changed: bool, led: bool = True) -> Message:
    """What somebody is now, or was already; and whether the team is without a lead by that."""
    text = say("teams", f"is_{role}", name=short(person.name), team=team.name, already=not changed)
    if led or not changed:
        return Message(text, (blocks.section(text),))
    hint = say("teams", "no_lead", team=team.name)
    return Message(Mrkdwn(f"{text} {hint}"), (blocks.section(text), blocks.context(hint)))


def large_channel(team: Team, count: int) -> Message:
    """Ask before taking in a large channel."""
    text = say("teams", "large_channel", team=team.name, channel=channel_link(team.channel), count=count)
    yes = blocks.button(label("teams", "take_all"), "team.take_all", str(team.id), style="primary")
    no = blocks.button(label("teams", "take_nobody"), "team.take_nobody", str(team.id))
    return Message(text, (blocks.section(text), blocks.actions([yes, no])))


def answered(name: str, team: Team) -> Message:
    """The answer to one of the two buttons, in place of the question."""
    text = say("teams", name, team=team.name)
    return Message(text, (blocks.section(text),), replaces=True)
