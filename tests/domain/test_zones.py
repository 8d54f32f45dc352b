"""Time zones: the names that people type, and the rules behind them."""

from __future__ import annotations

import zoneinfo
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.zones import FixedOffset, ShortZone, UnknownZone, tzdata_version, zone_named, zone_or
from bot.errors import Refusal


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> None:
    zones.use_pinned_zones()


def whole_command(zone: str) -> str:
    return f"/standup new Daily at 9:30 {zone}"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/BERLIN", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("  New   York ", "America/New_York"),
        ("new_york", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("St. John's", "America/St_Johns"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Knox", "America/Indiana/Knox"),
        ("Istanbul", "Europe/Istanbul"),
        ("Louisville", "America/Kentucky/Louisville"),
        ("Calcutta", "Asia/Calcutta"),
        ("US/Pacific", "US/Pacific"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Singapore", "Singapore"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(typed: str, name: str) -> None:
    assert zone_named(typed).key == name


@pytest.mark.parametrize(
    ("typed", "kind", "nearest"),
    [
        ("EST", ShortZone, "America/New_York, America/Toronto or America/Panama"),
        ("cet", ShortZone, "Europe/Berlin, Europe/Paris or Europe/Madrid"),
        ("PST", ShortZone, "America/Los_Angeles, America/Vancouver or America/Tijuana"),
        ("IST", ShortZone, "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem"),
        ("Eastern", ShortZone, "America/New_York, America/Toronto or America/Panama"),
        ("JST", ShortZone, "Asia/Tokyo"),
        ("UTC+2", FixedOffset, "Europe/Berlin, America/New_York or Asia/Tokyo"),
        ("+05:30", FixedOffset, "Europe/Berlin, America/New_York or Asia/Tokyo"),
        ("GMT \N{MINUS SIGN}3", FixedOffset, "Europe/Berlin, America/New_York or Asia/Tokyo"),
        ("Berlim", UnknownZone, "Europe/Berlin"),
        ("Europe/Munich", UnknownZone, "Europe/Zurich"),
        ("San Francisco", UnknownZone, "America/Los_Angeles"),
        ("Japan/Tokio", UnknownZone, "Asia/Tokyo"),
        ("germany", UnknownZone, "Europe/Berlin or Europe/Busingen"),
        ("Factory", UnknownZone, ""),
        ("", UnknownZone, "Europe/Berlin, America/New_York or Asia/Tokyo"),
        ("{nearest}", UnknownZone, ""),
    ],
)
def test_what_is_no_zone_is_refused_with_zones_that_are(typed: str, kind: type[Refusal], nearest: str) -> None:
    with pytest.raises(kind) as refused:
        zone_named(typed, example=whole_command)
    assert nearest in refused.value.values["nearest"]
    assert f"*{typed}*" in str(refused.value)
    assert refused.value.example is not None
    suggested = refused.value.example.removeprefix(whole_command(""))
    assert zone_named(suggested).key == suggested


def test_without_a_command_around_it_a_refusal_has_no_example() -> None:
    with pytest.raises(ShortZone) as refused:
        zone_named("EST")
    assert refused.value.example is None


def test_a_very_long_name_is_shown_only_as_far_as_it_was_read() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named("x" * 3000)
    assert refused.value.values["typed"] == "x" * 60


def test_each_zone_that_is_ever_suggested_is_one_that_can_be_typed() -> None:
    suggested = {zone for places in zones._SHORT_NAMES.values() for zone in places.split()}
    suggested |= {zone for places in zones._suggestions().values() for zone in places}
    assert len(suggested) > 400
    assert [zone for zone in sorted(suggested) if zone_named(zone).key != zone] == []


def test_no_two_places_on_the_list_of_countries_share_the_name_of_their_city() -> None:
    cities = [zones._letters(row[2].rsplit("/", 1)[-1]) for row in zones._table("zone.tab")]
    assert len(cities) == len(set(cities)) > 400


def test_every_zone_there_is_can_be_typed_unless_it_is_a_short_name() -> None:
    typed = [name for name in sorted(zoneinfo.available_timezones()) if "/" in name]
    assert [name for name in typed if zone_named(name.lower()).key != name] == []


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_zone_or_a_refusal(typed: str) -> None:
    try:
        found = zone_named(typed).key
    except Refusal as refusal:
        found = zone_named(refusal.values["nearest"].replace(" or ", ", ").split(", ")[0]).key
    assert found in zoneinfo.available_timezones()


@pytest.mark.parametrize(
    "stored", [None, "", "Mars/Olympus_Mons", "America", "../etc/passwd", "/etc/passwd", "a\0b", "zone.tab", "é"]
)
def test_a_stored_name_that_is_no_zone_gives_way_to_the_fallback(stored: str | None) -> None:
    fallback = ZoneInfo("Asia/Tokyo")
    assert zone_or(stored, fallback) is fallback


def test_a_stored_name_is_its_zone() -> None:
    assert zone_or("Europe/Berlin", ZoneInfo("UTC")) is ZoneInfo("Europe/Berlin")
    assert zone_or("EST", ZoneInfo("UTC")).key == "EST"


def test_the_rules_are_those_of_the_wheel() -> None:
    assert zoneinfo.TZPATH == ()
    first_line = (resources.files("tzdata") / "zoneinfo" / "tzdata.zi").read_text("utf-8").splitlines()[0]
    year, letter = first_line.split()[-1][:4], first_line.split()[-1][4:]
    assert tzdata_version().split(".")[:2] == [year, str(ord(letter) - ord("a") + 1)]


def test_zones_read_before_the_rules_were_pinned_are_read_again() -> None:
    zoneinfo.reset_tzpath(to=("/nowhere",))
    earlier, stored = ZoneInfo("Europe/Berlin"), zone_or("Europe/Berlin", ZoneInfo("UTC"))
    zones.use_pinned_zones()
    assert zoneinfo.TZPATH == ()
    assert ZoneInfo("Europe/Berlin") is not earlier
    assert zone_or("Europe/Berlin", ZoneInfo("UTC")) is not stored
