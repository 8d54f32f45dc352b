"""Time zones: the pinned rules, and the names by which people call them."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

from bot.errors import Refusal

MOST_READ = 60
"""Characters of a typed name that are looked at and shown again; the longest zone has 30."""
MOST_SUGGESTED = 3

# US/Eastern or Etc/GMT+1 are zones, but their last words are no cities.
_AREAS_OF_CITIES = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
_NO_PLACES = frozenset({"Factory", "localtime"})
_OFFSET = re.compile(r"(?:utc|gmt)?\s*[-+\u2212\u2013]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)

_ZONES_OF_SHORT_NAMES = {
    "EST EDT ET EST5EDT EASTERN": "America/New_York America/Toronto America/Panama",
    "CST CDT CT CST6CDT CENTRAL": "America/Chicago America/Mexico_City Asia/Shanghai",
    "MST MDT MT MST7MDT MOUNTAIN": "America/Denver America/Phoenix America/Edmonton",
    "PST PDT PT PST8PDT PACIFIC": "America/Los_Angeles America/Vancouver America/Tijuana",
    "AKST AKDT": "America/Anchorage",
    "HST": "Pacific/Honolulu",
    "AST ADT": "America/Halifax America/Puerto_Rico Asia/Riyadh",
    "NST NDT": "America/St_Johns",
    "BRT": "America/Sao_Paulo",
    "ART": "America/Argentina/Buenos_Aires",
    "GMT": "Europe/London Africa/Accra UTC",
    "BST": "Europe/London Asia/Dhaka",
    "WET WEST": "Europe/Lisbon Atlantic/Canary",
    "CET CEST MET MEST": "Europe/Berlin Europe/Paris Europe/Madrid",
    "EET EEST": "Europe/Helsinki Europe/Athens Europe/Kyiv",
    "MSK": "Europe/Moscow",
    "TRT": "Europe/Istanbul",
    "WAT": "Africa/Lagos",
    "CAT": "Africa/Maputo",
    "EAT": "Africa/Nairobi",
    "SAST": "Africa/Johannesburg",
    "IST": "Asia/Kolkata Europe/Dublin Asia/Jerusalem",
    "IDT": "Asia/Jerusalem",
    "GST": "Asia/Dubai",
    "PKT": "Asia/Karachi",
    "ICT": "Asia/Bangkok Asia/Ho_Chi_Minh",
    "WIB": "Asia/Jakarta",
    "SGT": "Asia/Singapore",
    "HKT": "Asia/Hong_Kong",
    "PHT": "Asia/Manila",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AWST": "Australia/Perth",
    "ACST ACDT": "Australia/Adelaide Australia/Darwin",
    "AEST AEDT": "Australia/Sydney Australia/Brisbane",
    "NZST NZDT": "Pacific/Auckland",
}
_SHORT_NAMES = {short: places for shorts, places in _ZONES_OF_SHORT_NAMES.items() for short in shorts.split()}

# Places that people name and that are no zone of their own; countries of one zone come from the wheel's own tables.
_PLACES = {
    "USA, US, United States, America": "America/New_York America/Chicago America/Los_Angeles",
    "Boston, Washington, Philadelphia, Atlanta, Miami": "America/New_York",
    "Austin, Dallas, Houston": "America/Chicago",
    "San Francisco, Seattle, Portland, San Diego, San Jose, California": "America/Los_Angeles",
    "Canada": "America/Toronto America/Vancouver America/Halifax",
    "Ottawa": "America/Toronto",
    "Brazil, Rio, Rio de Janeiro, Brasilia": "America/Sao_Paulo",
    "Mexico": "America/Mexico_City America/Monterrey America/Tijuana",
    "England, Scotland, Wales, Great Britain, United Kingdom, Manchester, Edinburgh": "Europe/London",
    "Munich, Hamburg, Cologne, Frankfurt": "Europe/Berlin",
    "Lyon, Marseille": "Europe/Paris",
    "Barcelona": "Europe/Madrid",
    "Milan": "Europe/Rome",
    "Geneva, Basel": "Europe/Zurich",
    "Krakow": "Europe/Warsaw",
    "Russia, Saint Petersburg": "Europe/Moscow Asia/Yekaterinburg Asia/Vladivostok",
    "Tel Aviv": "Asia/Jerusalem",
    "India, Mumbai, Bombay, Delhi, New Delhi, Bangalore, Bengaluru, Hyderabad, Chennai, Pune": "Asia/Kolkata",
    "China, Beijing, Shenzhen, Guangzhou": "Asia/Shanghai",
    "Osaka, Kyoto": "Asia/Tokyo",
    "Cape Town": "Africa/Johannesburg",
    "Australia, Canberra": "Australia/Sydney Australia/Perth Australia/Adelaide",
    "New Zealand, Wellington": "Pacific/Auckland",
}
_KNOWN_TO_MOST = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"]


class ShortZone(Refusal):
    """I read *{typed}* as a time zone, but such short names mean several places, or forget summer time.

    Name a city instead: {nearest}.
    """


class FixedOffset(Refusal):
    """I read *{typed}* as a distance from UTC, which goes wrong when summer time begins.

    Name a city instead, such as {nearest}.
    """


class UnknownZone(Refusal):
    """I don't know a time zone called *{typed}*. Name a city that shares its time: {nearest}."""


def use_pinned_zones() -> None:
    """Read zones from the tzdata wheel: the system's files may have other rules (decision 8). At the start only."""
    if not zoneinfo.TZPATH:
        return
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()
    for remembered in (_named, _names, _cities, _suggestions):
        remembered.cache_clear()


def tzdata_version() -> str:
    """The version of the rules, as the tzdata wheel counts: 2026.6 is IANA's 2026f."""
    return metadata.version("tzdata")


def zone_named(typed: str, *, example: Callable[[str], str] | None = None) -> ZoneInfo:
    """The zone that a person means by a name or by its city alone, in any case; else a Refusal with the nearest names.

    `example` makes the Refusal's example: the person's command, with the zone that it is given in place of theirs.
    """
    asked = " ".join(typed.split())[:MOST_READ]
    short = _SHORT_NAMES.get(asked.upper())
    if short is not None:
        raise _refused(ShortZone, asked, short.split(), example)
    if _OFFSET.fullmatch(asked):
        raise _refused(FixedOffset, asked, _KNOWN_TO_MOST, example)
    name = _names().get(asked.casefold()) or _cities().get(_letters(asked))
    if name is None:
        raise _refused(UnknownZone, asked, _nearest(asked), example)
    return ZoneInfo(name)


def zone_or(name: str | None, fallback: ZoneInfo) -> ZoneInfo:
    """The zone of a stored name; `fallback` when there is none, or none that these rules know."""
    return _named(name or "") or fallback


@lru_cache(maxsize=1024)
def _named(name: str) -> ZoneInfo | None:
    # Asked first, since ZoneInfo reads whatever file has that name, and fails in five ways.
    return ZoneInfo(name) if _names().get(name.casefold()) == name else None


def _refused(kind: type[Refusal], asked: str, nearest: list[str], example: Callable[[str], str] | None) -> Refusal:
    *others, last = nearest
    choice = f"{', '.join(others)} or {last}" if others else last
    return kind(typed=asked, nearest=choice, example=example(nearest[0]) if example else None)


def _nearest(asked: str) -> list[str]:
    """The zones of the place if it is a known one, else of the places that are written most like it; never empty."""
    places = _suggestions()
    spelled = _letters(asked)
    alike = [spelled] if spelled in places else get_close_matches(spelled, places, n=MOST_SUGGESTED, cutoff=0.7)
    found = dict.fromkeys(zone for place in alike for zone in places[place])
    return list(found)[:MOST_SUGGESTED] or _KNOWN_TO_MOST


def _letters(name: str) -> str:
    """A name as it is compared: `São Paulo`, `Sao_Paulo` and `sao paulo` are one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """All zones, by their names in small letters."""
    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones() - _NO_PLACES)}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Zones by the ends of their names (`berlin`, `europeberlin`); a country's own choice wins over older names."""
    listed = [row[2] for row in _table("zone.tab")]
    names = [*_names().values(), *listed]
    ends = ((name, name.split("/")[start:]) for name in names for start in range(name.count("/") + 1))
    return {_letters("".join(end)): name for name, end in ends if name.split("/")[0] in _AREAS_OF_CITIES}


@lru_cache(maxsize=1)
def _suggestions() -> dict[str, list[str]]:
    """What to suggest for a place: zones by the letters of a name, for cities, countries and other places."""
    found = {city: [zone] for city, zone in _cities().items()}
    countries = {code: country for code, country in _table("iso3166.tab")}
    for row in _table("zone.tab"):
        found.setdefault(_letters(countries[row[0]]), []).append(row[2])
    for places, zones in _PLACES.items():
        found.update((_letters(place), zones.split()) for place in places.split(","))
    return found


def _table(name: str) -> list[list[str]]:
    """The rows of one of the wheel's tables."""
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
