"""Every kind of ceremony: its questions fit, its columns have names, and it has words for all that the machine says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2.exceptions import UndefinedError

from bot.ceremonies import KINDS, CeremonyKind
from bot.domain.attendance import Standing
from bot.messages import ceremonies, occurrences, reports
from bot.messages.templates import CEREMONIES, OF_ALL_KINDS, WORDS, say
from bot.simulator import judge
from tests.messages.every_message import ZONE
from tests.messages.pictures import CLOSES, attendee, gathering

MACHINE = Path(occurrences.__file__).parent
LONGEST_LABEL = 2000

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
# The machine's own sentences are said of those that each answers at their own time.
ANSWERED = {slug: kind for slug, kind in KINDS.items() if not kind.together}
each_answered_kind = pytest.mark.parametrize("kind", ANSWERED.values(), ids=ANSWERED)


def asked_for() -> set[str]:
    """The sentences that the machine takes from a kind's words, read from its own code."""
    place = r"""(?:words|f["']\{(?:gathering\.kind|kind\.slug)\}/words["'])"""
    said = re.compile(rf"""(?:say|label)\(\s*{place},\s*["'](\w+)""")
    return {name for file in MACHINE.glob("*.py") for name in said.findall(file.read_text(encoding="utf-8"))}


def has(kind: CeremonyKind) -> set[str]:
    text = (CEREMONIES / kind.slug / "words.j2").read_text(encoding="utf-8")
    text += (WORDS / OF_ALL_KINDS).read_text(encoding="utf-8")
    return set(re.findall(r"{% macro (\w+)\(", text))


def test_a_kind_is_registered_under_its_own_name() -> None:
    assert {slug: kind.slug for slug, kind in KINDS.items()} == {slug: slug for slug in KINDS}


@each_answered_kind
def test_its_questions_fit_into_a_form(kind: CeremonyKind) -> None:
    assert kind.sections
    slugs = [section.slug for section in kind.sections]
    assert len(set(slugs)) == len(slugs)
    for section in kind.sections:
        assert re.fullmatch(r"[a-z][a-z_]{0,31}", section.slug)
        assert 0 < len(section.question) <= LONGEST_LABEL
        assert 0 < len(section.heading) <= 75
        assert len(section.hint) <= LONGEST_LABEL
        assert kind.section(section.slug) is section


@each_kind
def test_its_windows_are_sensible(kind: CeremonyKind) -> None:
    assert timedelta(0) < kind.prompt_late_window <= kind.wrap_up_late_window <= timedelta(days=7)
    assert kind.name


@each_answered_kind
def test_it_has_words_for_all_that_the_machine_says_and_no_others(kind: CeremonyKind) -> None:
    assert len(asked_for()) > 15
    assert asked_for() - has(kind) == set()
    assert has(kind) - asked_for() == set()


@each_answered_kind
def test_its_day_is_held_from_prompt_to_report(kind: CeremonyKind) -> None:
    answers = {section.slug: "refunds" for section in kind.sections}
    people = [
        replace(attendee(standing.value, standing, number=number), answers=answers if number < 2 else {})
        for number, standing in enumerate(Standing)
    ]
    picture = replace(gathering(*people), kind=kind.slug)
    said = [occurrences.prompt(picture, one) for one in people]
    said += [occurrences.reminder(picture, people[0]), occurrences.day(picture, ZONE), ceremonies.skipped(picture)]
    said += [occurrences.card(picture, people[0]), occurrences.wrap_up(picture, ZONE, updated_at=CLOSES)]
    said += [ceremonies.saved(picture, people[0], ZONE, changed=True)]
    said += [reports.report([picture], only=frozenset(), public=False)]
    for message in said:
        assert judge.message({"text": message.text, "blocks": list(message.blocks)}) == []
        assert message.text
    for one in people:
        assert judge.view(ceremonies.form(picture, one, ZONE, unread="all of it").view) == []


@each_answered_kind
def test_a_value_that_is_forgotten_is_an_error_not_a_gap(kind: CeremonyKind) -> None:
    with pytest.raises(UndefinedError, match="ceremony"):
        say(f"{kind.slug}/words", "prompt", team="Checkout")
