"""What was not posted has to be told: to the channel, or to whoever owns what is held there."""

from __future__ import annotations

from collections.abc import Mapping

from tests.chaos.scene import PROMPT, Occurrence, Scene, Team


def told_in(scene: Scene, team: Team) -> str:
    """What the channel reads, and what its owner is told."""
    slack = scene.slack
    return "\n".join(each.text for each in (*slack.messages(team.channel), *slack.dms(team.people[0])))


def is_told(missing: Occurrence, scene: Scene, told: Mapping[str, str]) -> bool:
    """Whether it is said that this person was not asked, or that the day was missed."""
    for team in scene.teams:
        if missing.place in (team.channel, *team.people):
            words = told[team.channel]
            name = missing.place if missing.kind == PROMPT else ""
            return ("could not ask" in words or "did not" in words) and name in words
    return False
