"""Scopes: what an app may call and hear with what it was granted, and what its manifest asks for."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.simulator.cast import ANA, BEN, CHECKOUT, GENERAL, LAB
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.scopes import EVERYTHING
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, call, modal, post, question
from tests.simulator.listening import RawBot

Json = dict[str, Any]
MANIFEST: Json = {
    "display_information": {"name": "Drumbeat"},
    "features": {
        "slash_commands": [
            {"command": "/standup", "description": "Hold one", "should_escape": True},
            {"command": "/raw"},
        ]
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "users:read"]},
        "redirect_urls": ["http://127.0.0.1/back"],
    },
    "settings": {"event_subscriptions": {"bot_events": ["user_change", "message.im"]}, "socket_mode_enabled": False},
}


def grant(sim: Simulator, *scopes: str) -> None:
    for workspace in sim.world.workspaces.values():
        workspace.installation.scopes = frozenset(scopes)


@pytest.mark.parametrize(
    ("method", "args", "needed"),
    (
        ("chat.postMessage", {"channel": CHECKOUT, "text": "Hi"}, "chat:write"),
        ("chat.update", {"channel": CHECKOUT, "ts": "1.0", "text": "Hi"}, "chat:write"),
        ("users.info", {"user": ANA}, "users:read"),
        ("users.list", {}, "users:read"),
        ("conversations.info", {"channel": CHECKOUT}, "channels:read"),
        ("conversations.info", {"channel": LAB}, "groups:read"),
        ("conversations.info", {"channel": "C0NOWHERE"}, "channels:read,groups:read,im:read"),
        ("conversations.members", {"channel": LAB}, "groups:read"),
        ("conversations.history", {"channel": CHECKOUT}, "channels:history"),
        ("conversations.replies", {"channel": LAB, "ts": "1.0"}, "groups:history"),
        ("conversations.list", {}, "channels:read"),
        (
            "users.conversations",
            {"types": "public_channel,private_channel,mpim"},
            "channels:read,groups:read,mpim:read",
        ),
        ("conversations.open", {"users": ANA}, "im:write"),
        ("conversations.join", {"channel": GENERAL}, "channels:join"),
        ("reactions.add", {"channel": CHECKOUT, "timestamp": "1.0", "name": "eyes"}, "reactions:write"),
        ("team.info", {}, "team:read"),
        ("bots.info", {}, "users:read"),
    ),
)
def test_a_method_without_its_scope_is_refused_with_what_it_needs(
    still: Simulator, method: str, args: Json, needed: str
) -> None:
    grant(still, "commands", "a:b")
    refused = {"ok": False, "error": "missing_scope", "needed": needed, "provided": "a:b,commands"}
    assert call(still, method, **args) == refused
    grant(still, *needed.split(","))
    assert call(still, method, **args).get("error") != "missing_scope"


@pytest.mark.parametrize("method", ("auth.test", "api.test", "chat.getPermalink", "views.open", "views.publish"))
def test_some_methods_need_no_scope(still: Simulator, method: str) -> None:
    grant(still)
    assert call(still, method).get("error") != "missing_scope"


def test_a_list_of_one_kind_needs_the_scope_of_that_kind_alone(still: Simulator) -> None:
    grant(still, "groups:read")
    listed = call(still, "conversations.list", types="private_channel")
    assert [channel["id"] for channel in listed["channels"]] == [LAB]


def test_answers_name_the_scopes_of_the_token(sim: Simulator, slack: Slack) -> None:
    slack.set_app(scopes=["users:read", "chat:write"], workspace="Acme")
    headers = WebClient(TOKEN, base_url=sim.api_url).auth_test().headers
    assert headers["x-oauth-scopes"] == "chat:write,users:read"
    assert set(slack.set_app(workspace="Other")["scopes"]) == EVERYTHING


def test_posting_where_it_was_not_invited_needs_a_scope_of_its_own(still: Simulator) -> None:
    assert call(still, "chat.postMessage", channel=GENERAL, text="Hi")["error"] == "not_in_channel"
    grant(still, "chat:write", "chat:write.public")
    post(still, GENERAL)
    assert call(still, "chat.postMessage", channel="C0ATTIC001", text="Hi")["error"] == "is_archived"


@pytest.mark.parametrize(
    ("scope", "heard"),
    (
        ("users:read", ["user_change"]),
        ("channels:read", ["member_joined_channel"]),
        ("groups:read", ["member_joined_channel"]),
    ),
)
def test_events_are_told_by_scope(raw_bot: RawBot, slack: Slack, scope: str, heard: list[str]) -> None:
    where = "#lab" if scope == "groups:read" else "#checkout"
    slack.set_app(scopes=[scope])
    slack.changes_person("Ben", title="Lead")
    slack.changes_channel("#lab", invite=["Chi"])
    slack.changes_channel("#checkout", invite=["Dov"])
    slack.says("Ana", "dm", "Hello")
    slack.settle()
    assert [event["type"] for event in raw_bot.heard] == heard
    if heard != ["user_change"]:
        channel = slack.changes_channel(where)
        assert raw_bot.heard[0]["channel"] == channel["id"]


def test_without_the_scope_for_commands_there_are_none(raw_bot: RawBot, slack: Slack) -> None:
    slack.set_app(scopes=["chat:write"])
    assert slack.says("Ana", "#checkout", "/standup").banner == "/standup is not a valid command."
    assert raw_bot.heard == []


def test_a_manifest_declares_everything_but_addresses(raw_bot: RawBot, slack: Slack) -> None:
    before = slack.set_app()["request_url"]
    app = slack.set_app(manifest=MANIFEST)
    assert app["scopes"] == ["chat:write", "commands", "users:read"]
    assert app["events"] == ["message.im", "user_change"]
    assert (app["request_url"], app["socket_mode"]) == (before, False)
    assert app["redirect_urls"] == ["http://127.0.0.1/back"]
    assert slack.says("Ana", "#checkout", "/retro").banner == "/retro is not a valid command."
    slack.says("Ana", "dm", "No im:history, so nobody hears this")
    slack.changes_person("Ben", title="Lead")
    slack.settle()
    assert [event["type"] for event in raw_bot.heard] == ["user_change"]


def test_text_is_marked_up_only_for_commands_that_ask_for_it(raw_bot: RawBot, slack: Slack) -> None:
    slack.set_app(manifest=MANIFEST)
    slack.says("Ana", "#checkout", "/standup @Ben & co")
    slack.says("Ana", "#checkout", "/raw @Ben & co")
    assert [each["text"] for each in raw_bot.heard] == [f"<@{BEN}> &amp; co", "@Ben & co"]


def test_a_manifest_can_switch_to_sockets(slack: Slack) -> None:
    settings = {**MANIFEST["settings"], "socket_mode_enabled": True}
    assert slack.set_app(manifest={**MANIFEST, "settings": settings})["socket_mode"] is True


def test_what_is_no_manifest_is_refused(slack: Slack) -> None:
    with pytest.raises(CannotDo, match="This is no manifest"):
        slack.set_app(manifest={"oauth_config": {"scopes": ["commands"]}})


def test_forms_need_no_scope_at_all(still: Simulator) -> None:
    grant(still)
    trigger = still.triggers.new("T0ACME0001", ANA, "cause")
    assert call(still, "views.open", trigger_id=trigger, view=modal(question("today", "Today?")))["ok"]
