"""The manifest: valid by Slack's own rules, with no scope and no event more than the bot has a use for."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import bot
from bot.commands.events import Events
from bot.commands.manifest import EVENTS, SCOPES, WrongAddress, install_link, manifest
from bot.commands.nouns import table
from bot.commands.slash import ROOT
from bot.simulator import scopes
from bot.simulator.api import METHODS
from tests.commands.counter import Counter
from tests.wire.bots import DRUMBEAT, surroundings

Json = dict[str, Any]
ADDRESS = "https://bot.example.com"
EVENTS_URL = f"{ADDRESS}/slack/events"
LONGEST_LINK = 8000  # what browsers and proxies let through everywhere
# Slack's schema for manifests, version 2: its keys (`*`: required), and how long what stands there may be.
SCHEMA: Json = {
    "_metadata": {"major_version": int, "minor_version": int},
    "display_information*": {"name*": 35, "description": 140, "long_description": 4000, "background_color": 7},
    "features": {
        "app_home": {"home_tab_enabled": bool, "messages_tab_enabled": bool, "messages_tab_read_only_enabled": bool},
        "bot_user": {"display_name*": 80, "always_online": bool},
        "shortcuts": [10, {"name*": 24, "type*": 7, "callback_id*": 255, "description*": 150}],
        "slash_commands": [
            50,
            {"command*": 32, "description*": 2000, "url": 3000, "usage_hint": 1000, "should_escape": bool},
        ],
    },
    "oauth_config": {"scopes": {"bot": [255, 100]}, "redirect_urls": [1000, 3000]},
    "settings": {
        "event_subscriptions": {"request_url": 3000, "bot_events": [100, 100]},
        "interactivity": {"is_enabled*": bool, "request_url": 3000, "message_menu_options_url": 3000},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
    },
}
# In which kinds of conversations the bot asks: a team's channel is public or private; history is read in DMs as well.
ASKED_IN = {
    "conversations.info": ("public", "private"),
    "conversations.members": ("public", "private"),
    "conversations.history": ("public", "private", "im"),
    "conversations.replies": ("public", "private"),
}
# Asked with the token of the app, not of the bot.
APP_LEVEL = {"apps.connections.open"}


def breaches(rule: Any, given: Any, place: str = "") -> Iterator[str]:
    """Where a manifest breaks the schema, in words."""
    match rule:
        case dict() if not isinstance(given, dict):
            yield f"{place} is no object"
        case dict():
            allowed = {key.rstrip("*"): below for key, below in rule.items()}
            yield from (f"{place}/{key} is unknown" for key in given if key not in allowed)
            yield from (f"{place}/{key[:-1]} is missing" for key in rule if key.endswith("*") and key[:-1] not in given)
            for key in given.keys() & allowed.keys():
                yield from breaches(allowed[key], given[key], f"{place}/{key}")
        case [most, each]:
            if len(given) > most:
                yield f"{place} has more than {most}"
            for number, one in enumerate(given):
                yield from breaches(each, one, f"{place}/{number}")
        case type():
            if type(given) is not rule:
                yield f"{place} is no {rule.__name__}"
        case int() if not isinstance(given, str) or not 0 < len(given) <= rule:
            yield f"{place} is no text of 1 to {rule} characters"


@pytest.mark.parametrize("prefix", ("", "pm-", "a" * 20))
@pytest.mark.parametrize("http", (None, ADDRESS), ids=("socket", "http"))
def test_it_keeps_to_slacks_schema(http: str | None, prefix: str) -> None:
    assert list(breaches(SCHEMA, manifest(table(prefix), http=http))) == []


def test_the_schema_finds_what_is_wrong() -> None:
    described = manifest(table(""), http=None)
    described["display_information"] = {"description": "x" * 141, "colour": "red"}
    described["features"]["slash_commands"][0] = {"command": "/" + "x" * 32, "should_escape": "yes"}
    found = sorted(breaches(SCHEMA, described))
    assert len(found) == 6 and "/display_information/name is missing" in found


@pytest.mark.parametrize("prefix", ("", "pm-"))
def test_its_commands_are_those_of_the_table(prefix: str) -> None:
    here = table(prefix)
    declared = {each["command"]: each for each in manifest(here, http=None)["features"]["slash_commands"]}
    assert declared.keys() == {f"/{prefix}{noun.name}" for noun in here.nouns} | {f"/{ROOT}"}
    assert [command for command in declared if not re.fullmatch(r"/[a-z0-9_-]{1,31}", command)] == []
    for noun in here.nouns:
        told = declared[here.command_of(noun)]
        assert told["description"] == noun.about
        assert told["usage_hint"].split(" | ") == [*noun.verbs, "help"]
        assert told["should_escape"] is True  # without it a mention would arrive as a bare name


def test_in_socket_mode_it_names_no_address() -> None:
    described = manifest(table(""), http=None)
    assert described["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(described)


@pytest.mark.parametrize("http", (ADDRESS, f"{ADDRESS}/", EVENTS_URL, f"{EVENTS_URL}/"))
def test_over_http_everything_goes_to_one_address(http: str) -> None:
    described = manifest(table(""), http=http)
    settings = described["settings"]
    assert settings["socket_mode_enabled"] is False
    told = [settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]]
    told += [each["url"] for each in described["features"]["slash_commands"]]
    assert set(told) == {EVENTS_URL}


@pytest.mark.parametrize(
    "http", ("http://bot.example.com", "bot.example.com", "https://", "https:// x", f"{ADDRESS}/?a=b", "https://[", "")
)
def test_an_address_that_slack_would_not_take_is_refused(http: str) -> None:
    with pytest.raises(WrongAddress, match="it must be an https address, such as https://bot"):
        manifest(table(""), http=http)


def test_every_scope_is_needed_and_every_need_has_its_scope() -> None:
    """By the simulator's table, which it holds every call and event of the running bot against."""
    needed = {"commands"}
    for method in methods_called():
        if method in ASKED_IN:
            needed |= {scopes.BY_KIND[method][kind] for kind in ASKED_IN[method]}
        elif method in scopes.METHODS:
            needed.add(scopes.METHODS[method])
    needed |= {scopes.EVENTS[event] for event in EVENTS if event in scopes.EVENTS}
    assert set(SCOPES) == needed
    assert all(SCOPES.values())


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("kind", ("C", "G"))
def test_every_event_is_heard_with_these_scopes(event: str, kind: str) -> None:
    assert scopes.hears(event, frozenset(SCOPES), kind)


def test_every_event_that_is_asked_for_leads_somewhere_and_no_other(counter: Counter) -> None:
    events = Events(
        db=counter.db,
        slack=counter.slack.client,
        refresh=counter.door.refresh,
        homes=counter.door.homes,
        clock=counter.clock,
        wake=counter.wake,
    )
    assert {event.partition(".")[0] for event in EVENTS} == events.kinds


def test_every_method_that_is_called_is_one_of_slacks() -> None:
    called = methods_called()
    assert {"chat.postMessage", "views.open", "users.info"} <= called
    assert called <= METHODS.keys()


def methods_called() -> set[str]:
    """The bot's calls with its own token, read from the house's code; the simulator is none of it."""
    house = Path(bot.__file__).parent
    files = [file for file in house.rglob("*.py") if house / "simulator" not in file.parents]
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
    ]
    asked = [call.args[0] for call in calls if getattr(call.func, "attr", "") in ("call", "pages", "_ask", "_begin")]
    return {str(name.value) for name in asked if isinstance(name, ast.Constant)} - APP_LEVEL


@pytest.mark.parametrize("http", (None, ADDRESS), ids=("socket", "http"))
def test_the_install_link_holds_the_whole_manifest(http: str | None) -> None:
    described = manifest(table("pm-"), http=http)
    link = install_link(described)
    assert_leads_to(link, described)
    assert len(link) < LONGEST_LINK
    assert re.fullmatch(r"[\x21-\x7e]+", link)


def assert_leads_to(link: str, described: Json) -> None:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "api.slack.com", "/apps")
    query = parse_qs(parts.query)
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == described


def printed(folder: Path, *words: str, **settings: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `drumbeat manifest` in a shell without a token."""
    ended = subprocess.run(
        [DRUMBEAT, "manifest", *words],
        env=surroundings(settings),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_the_program_prints_it_as_json_before_there_is_any_token(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DRUMBEAT_COMMAND_PREFIX=pm-\n")
    status, out, aside = printed(tmp_path)
    assert (status, json.loads(out)) == (0, manifest(table("pm-"), http=None))
    assert "drumbeat manifest --link" in aside
    status, out, aside = printed(tmp_path, "--http", ADDRESS, "--link", DRUMBEAT_COMMAND_PREFIX="x-")
    assert (status, aside) == (0, "")
    assert_leads_to(out.strip(), manifest(table("x-"), http=ADDRESS))


def test_the_program_says_what_is_wrong_with_what_it_was_given(tmp_path: Path) -> None:
    status, out, aside = printed(tmp_path, "--http", "bot.example.com")
    assert (status, out) == (2, "")
    assert aside == '--http is "bot.example.com"; it must be an https address, such as https://bot.example.com\n'
    status, out, aside = printed(tmp_path, DRUMBEAT_COMMAND_PREFIX="Nope!")
    assert (status, out) == (2, "")
    assert aside.startswith('DRUMBEAT_COMMAND_PREFIX is "Nope!"') and len(aside.splitlines()) == 1
