"""What people type after `/standup new`."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.grammar.days import EVERY_DAY, EveryUnclear, NoDays, NoWeekday, UnknownDay, weekdays_in_words
from bot.domain.grammar.misread import Misread, NothingAfter
from bot.domain.grammar.people import ME, ChannelUnclear, PersonUnclear
from bot.domain.grammar.times import LengthUnclear, TimeIsTomorrow, TimeUnclear, ZoneUnclear, length_in_words
from bot.domain.standups import NewStandup, draft, new, parse_new_standup
from bot.domain.text import LONGEST, meant, normalised, plain
from bot.errors import Refusal

HALF_PAST_NINE = time(9, 30)
TWENTY_MINUTES = timedelta(minutes=20)
DAILY = NewStandup("Daily", HALF_PAST_NINE)
LEAD = "/standup new "
FRAGMENTS = st.sampled_from(
    (
        *("Daily", "at", "9:30", "24:00", "in", "<#C1|pay>", "#pay", "mon-fri", "fri", "daily", "every", "2", "weeks"),
        *("close", "after", "2h", "12:00", "remind", "30m", "off", "with", "<@U1|ana>", "@ana", "me", "and", ",", '"'),
        *("Europe/Berlin", "EST", "local", "berlin", "month", "tusday", "9", "noon", "\n", "&lt;", "the", "'", "to"),
        *("on", "“a b”", "-"),
    )
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("typed", "standup"),
    (
        ("Daily at 9:30", DAILY),
        ("Daily at 9:30 mon-fri close 12:00", NewStandup("Daily", HALF_PAST_NINE, close=time(12))),
        ("Daily 9:30am", DAILY),
        ("Daily mon-fri at 9:30", DAILY),
        ("Daily at 9:30 local", DAILY),
        ("Daily at 9:30 in <#C1|pay>", NewStandup("Daily", HALF_PAST_NINE, channel_id="C1")),
        ("Daily <#C1|pay> at 9:30", NewStandup("Daily", HALF_PAST_NINE, channel_id="C1")),
        ("Daily at 9:30 new york", NewStandup("Daily", HALF_PAST_NINE, zone="America/New_York")),
        ("Daily at 9:30 mon-fri Europe/Berlin", NewStandup("Daily", HALF_PAST_NINE, zone="Europe/Berlin")),
        ("Daily at 9:30 daily", NewStandup("Daily", HALF_PAST_NINE, weekdays=EVERY_DAY)),
        (
            "Daily at 9:30 mon, wed close 11",
            NewStandup("Daily", HALF_PAST_NINE, weekdays=frozenset({0, 2}), close=time(11)),
        ),
        ("Demo fri at 15:00", NewStandup("Demo", time(15), weekdays=frozenset({4}))),
        ("Demo every 2 weeks on fri at 15:00", NewStandup("Demo", time(15), weekdays=frozenset({4}), every=2)),
        ("Demo at 15:00 fri every 2 weeks", NewStandup("Demo", time(15), weekdays=frozenset({4}), every=2)),
        ("Daily at 9:30 close after 2 hours", NewStandup("Daily", HALF_PAST_NINE, close=timedelta(hours=2))),
        ("Daily close 90m at 9:30", NewStandup("Daily", HALF_PAST_NINE, close=timedelta(minutes=90))),
        ("Late at 22:00 closes at 6:00", NewStandup("Late", time(22), close=time(6))),
        ("Daily at 9:30 remind 1h before", NewStandup("Daily", HALF_PAST_NINE, remind=timedelta(hours=1))),
        ("Daily at 9:30 remind off", NewStandup("Daily", HALF_PAST_NINE, remind="off")),
        ("Quick at 9:30 close after 20m", NewStandup("Quick", HALF_PAST_NINE, close=TWENTY_MINUTES, remind="off")),
        ("Daily at 9:30 with <@U1|ana>, <@U2> and me", NewStandup("Daily", HALF_PAST_NINE, people=("U1", "U2", ME))),
        ("Daily with <@U1|ana> at 9:30 with <@U2>", NewStandup("Daily", HALF_PAST_NINE, people=("U1", "U2"))),
        ("DAILY AT 9:30 MON-FRI CLOSE 12:00", NewStandup("DAILY", HALF_PAST_NINE, close=time(12))),
    ),
)
def test_a_new_standup_is_read_clause_by_clause(typed: str, standup: NewStandup) -> None:
    assert parse_new_standup(meant(typed)) == standup


@pytest.mark.parametrize(
    ("typed", "name"),
    (
        ("Team Daily at 9:30", "Team Daily"),
        ("Check in at 9:30", "Check in"),
        ("Month close at 9:30", "Month close"),
        ("Look at pay at 9:30", "Look at pay"),
        ("Sync with design at 9:30", "Sync with design"),
        ("Weekdays at 9:30", "Weekdays"),
        ("On call at 9:30", "On call"),
        ("“Stand-up at 9” at 9:30", "Stand-up at 9"),
        ("'in #pay' at 9:30", "in #pay"),
        ("Ana &amp;  Ben's\nsync at 9:30", "Ana & Ben's sync"),
        ("Pay &lt;!here&gt; at 9:30", "Pay <!here>"),
    ),
)
def test_a_name_may_have_several_words_and_those_of_clauses_too(typed: str, name: str) -> None:
    assert parse_new_standup(meant(typed)) == NewStandup(name, HALF_PAST_NINE)


WRONG: tuple[tuple[str, type[Misread], str, str], ...] = (
    ("", draft.NothingTyped, "name", "Daily at 9:30"),
    ("at 10:00", draft.NoName, "at", "Daily at 10:00"),
    ("mon-thu at 10:00", draft.NoName, "mon-thu", "Daily mon-thu at 10:00"),
    ('"" at 10:00', draft.NoName, "name", "Daily at 10:00"),
    ("x" * 81 + " at 10:00", draft.NameTooLong, "80 characters", f"“{'x' * 40}” at 10:00"),
    ("Pay", new.NoTime, "Pay", "Pay at 9:30"),
    ("Pay mon,wed", new.NoTime, "Pay", "Pay mon,wed at 9:30"),
    ("Pay at", NothingAfter, "Pay at", "Pay at 9:30"),
    ("Pay at lunch", TimeUnclear, "lunch", "Pay at 9:30"),
    ("Pay at 24:00 mon", TimeIsTomorrow, "24:00", "Pay at 0:00 mon"),
    ("Pay at 1030", TimeUnclear, "1030", "Pay at 10:30"),
    ("Pay at 25:00", TimeUnclear, "25:00", "Pay at 9:30"),
    ("Pay at 10:00 EST mon", ZoneUnclear, "EST", "Pay at 10:00 America/New_York mon"),
    ("Pay at 10:00 Europe/Berln", ZoneUnclear, "Europe/Berln", "Pay at 10:00 Europe/Berlin"),
    ("Pay at 10:00 mon-fry", UnknownDay, "fry", "Pay at 10:00 mon-fri"),
    ("Pay at 10:00 tusday", UnknownDay, "tusday", "Pay at 10:00 tuesday"),
    ("Pay at 10:00 on ,", NoDays, "on", "Pay at 10:00 on mon-fri"),
    ("Pay at 10:00 every month", EveryUnclear, "every month", "Pay at 10:00 every 2 weeks on fri"),
    ("Pay at 10:00 every 2 weeks", NoWeekday, "every 2 weeks", "Pay at 10:00 every 2 weeks on mon"),
    ("Pay at 10:00 close", draft.CloseUnclear, "close", "Pay at 10:00 close after 2h30m"),
    ("Pay at 10:00 close soon", draft.CloseUnclear, "close soon", "Pay at 10:00 close after 2h30m"),
    ("Pay at 10:00 close after lunch", LengthUnclear, "lunch", "Pay at 10:00 close after 2h30m"),
    ("Pay at 10:00 close 10:00", new.ClosesAtOnce, "close 10:00", "Pay at 10:00 close 12:30"),
    ("Pay at 10:00 close after 0m", new.ClosesAtOnce, "close after 0m", "Pay at 10:00 close after 2h30m"),
    ("Pay at 23:00 close 22:30", new.OpenTooLong, "close 22:30", "Pay at 23:00 close 1:30"),
    ("Pay at 10:00 close after 2d", new.OpenTooLong, "close after 2d", "Pay at 10:00 close after 2h30m"),
    ("Pay at 10:00 close 12 berlin", draft.ZoneAfterClose, "berlin", "Pay at 10:00 close 12"),
    ("Pay at 10:00 close 12 local", draft.ZoneAfterClose, "local", "Pay at 10:00 close 12"),
    ("Pay at 10:00 remind 20", LengthUnclear, "20", "Pay at 10:00 remind 20m"),
    ("Pay at 10:00 remind 3h", new.RemindTooEarly, "remind 3h", "Pay at 10:00 remind 30m"),
    ("Pay at 10:00 close 10:10 remind 1h", new.RemindTooEarly, "remind 1h", "Pay at 10:00 close 10:10 remind off"),
    ("Pay at 10:00 with", PersonUnclear, "with", "Pay at 10:00"),
    ("Pay at 10:00 with @ana mon", PersonUnclear, "@ana", "Pay at 10:00 mon"),
    ("Pay in checkout at 10:00", ChannelUnclear, "in checkout", "Pay at 10:00"),
    ("Pay at 10:00 in #checkout", ChannelUnclear, "#checkout", "Pay at 10:00"),
    ("Pay at 10:00 sharp please mon", draft.WordLeftOver, "sharp", "Pay at 10:00 mon"),
    ("Pay at 10:00 at 11:00", draft.SaidTwice, "at 11:00", "Pay at 10:00"),
    ("Pay at 10:00 mon close 12 tue", draft.SaidTwice, "tue", "Pay at 10:00 mon close 12"),
    ("Pay at 10:00 mon every 2 weeks on fri", draft.SaidTwice, "every 2 weeks on fri", "Pay at 10:00 mon"),
    ("Pay at 24:00 EST close soon foo", TimeIsTomorrow, "24:00", "Pay at 0:00 America/New_York close after 2h30m"),
)


@pytest.mark.parametrize(("typed", "refusal", "said", "example"), WRONG)
def test_a_wrong_command_is_refused_with_an_example_that_works_verbatim(
    typed: str, refusal: type[Misread], said: str, example: str
) -> None:
    with pytest.raises(refusal) as refused:
        parse_new_standup(meant(typed))
    assert said in refused.value.sentence()
    assert refused.value.example == LEAD + example
    parse_new_standup(meant(example))


def test_an_example_keeps_the_mentions_and_channels_of_the_person() -> None:
    with pytest.raises(TimeUnclear) as refused:
        parse_new_standup(meant("Pay in <#C12|pay> at 930 with <@U12|ana> <@U13>"))
    assert refused.value.example is not None
    assert plain(refused.value.example) == "/standup new Pay in #pay at 9:30 with @ana @U13"
    again = parse_new_standup(refused.value.example.removeprefix(LEAD))
    assert (again.channel_id, again.people) == ("C12", ("U12", "U13"))


def test_the_example_names_the_command_as_it_is_called_here() -> None:
    with pytest.raises(new.NoTime) as refused:
        parse_new_standup("Pay", command="/pm-standup")
    assert refused.value.example == "/pm-standup new Pay at 9:30"


def test_a_sentence_repeats_what_was_typed_for_the_room_above_to_escape() -> None:
    with pytest.raises(TimeUnclear) as refused:
        parse_new_standup(meant("Pay at &lt;!here&gt;"))
    assert "*[<!here>]*" in refused.value.sentence(lambda value: f"[{value}]")


@st.composite
def commands(draw: st.DrawFn) -> tuple[str, NewStandup]:
    """A stand-up, and one of the many ways to type it."""
    at = draw(st.times()).replace(second=0, microsecond=0)
    remind = timedelta(minutes=draw(st.integers(1, 30)))
    standup = NewStandup(
        name=draw(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=9).map(normalised)),
        at=at,
        channel_id=draw(st.none() | st.just("C1")),
        zone=draw(st.sampled_from((None, "Europe/Berlin", "America/New_York"))),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        every=draw(st.integers(1, 52)),
        close=timedelta(minutes=draw(st.integers(31, 23 * 60))),
        remind="off" if draw(st.booleans()) else remind,
        people=draw(st.sampled_from(((), ("U1",), ("U1", "U2", ME)))),
    )
    days = weekdays_in_words(standup.weekdays)
    every = f"every {standup.every} weeks on {days.replace('every day', 'daily')}"
    clauses = [f"at {at:%H:%M} {standup.zone or 'local'}", days if standup.every == 1 else every]
    clauses += [f"close after {length_in_words(standup.close)}"] if isinstance(standup.close, timedelta) else []
    clauses.append(f"remind {standup.remind if standup.remind == 'off' else length_in_words(standup.remind)}")
    clauses += ["in <#C1|pay>"] * bool(standup.channel_id)
    with_people = " ".join(person if person == ME else f"<@{person}>" for person in standup.people)
    clauses += [f"with {with_people}"] * bool(with_people)
    return meant(f"“{standup.name}” {' '.join(draw(st.permutations(clauses)))}"), standup


@given(commands())
def test_every_command_is_read_as_it_was_meant_whatever_the_order(command: tuple[str, NewStandup]) -> None:
    typed, standup = command
    assert parse_new_standup(typed) == standup


@settings(max_examples=400)
@given(st.lists(FRAGMENTS | ANYTHING, max_size=14).map(" ".join))
def test_whatever_is_typed_is_a_standup_or_refused_with_an_example_that_works(typed: str) -> None:
    try:
        parse_new_standup(meant(typed))
    except Refusal as refusal:
        parse_new_standup((refusal.example or "").removeprefix(LEAD))


@pytest.mark.parametrize(
    "piece",
    ("a ", "at ", "in ", "mon, ", '" ', "'a ", "<@U1> ", "close at ", "every ", "Daily at 9 berlin ", "1h", "mon-"),
)
def test_the_longest_command_is_refused(piece: str) -> None:
    """A pattern that backtracks would not come to an end within the time that a test has."""
    with pytest.raises(Refusal):
        parse_new_standup(meant((piece * LONGEST)[:LONGEST]))
