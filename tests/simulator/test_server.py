"""The simulated Slack as a server: its control API, its page, starting and stopping."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.simulator.cast import ANA, CHECKOUT, LAB, empty
from bot.simulator.driver import Slack
from bot.simulator.driver.connection import Connection
from bot.simulator.server import running, serve
from bot.simulator.simulator import Simulator
from tests.simulator.calling import actions, button, post


@pytest.fixture
def control(sim: Simulator) -> Connection:
    return Connection(sim.url)


def state(control: Connection, who: str) -> dict[str, Any]:
    return control.get("state", **{"as": who})


def test_slacks_own_client_is_understood_in_all_the_ways_it_sends(sim: Simulator) -> None:
    client = WebClient("xoxb-acme-drumbeat", base_url=sim.api_url)
    posted = client.chat_postMessage(channel=CHECKOUT, text="Hi", unfurl_links=False, unfurl_media=False)
    assert client.auth_test()["user"] == "drumbeat"
    assert client.conversations_history(channel=CHECKOUT)["messages"][0]["ts"] == posted["ts"]
    assert client.reactions_add(channel=CHECKOUT, timestamp=str(posted["ts"]), name="eyes")["ok"]
    assert "chat:write" in posted.headers["x-oauth-scopes"]
    with pytest.raises(SlackApiError, match="invalid_auth"):
        WebClient("xoxb-wrong", base_url=sim.api_url).auth_test()


def test_every_call_is_remembered_with_its_answer_and_without_its_token(sim: Simulator, slack: Slack) -> None:
    client = WebClient("xoxb-acme-drumbeat", base_url=sim.api_url)
    client.users_info(user=ANA)
    client.chat_postMessage(channel=CHECKOUT, text="Hi")
    (posted,) = slack.requests("chat.postMessage")
    assert (posted["args"]["text"], posted["answer"]["ok"], posted["number"]) == ("Hi", True, 2)
    assert slack.requests(after=1) == [posted]
    assert "xoxb" not in str(slack.requests())


def test_a_person_sees_their_own_channels_and_messages(sim: Simulator, control: Connection) -> None:
    post(sim, LAB, "Secret")
    named = {
        who: {c["name"]: c["joined"] for c in state(control, who)["channels"]} for who in ("Ana", "Dov", "Eve", "Fay")
    }
    assert named["Ana"] == {"general": True, "checkout": True, "payments": False, "lab": True, "attic": True, "": True}
    assert "lab" not in named["Dov"]
    assert named["Eve"] == {"": True}
    assert named["Fay"] == {"lounge": True, "": True}
    assert [message["reading"] for message in state(control, "Ana")["messages"][LAB]] == ["Secret"]
    assert "Secret" not in str(state(control, "Dov"))


def test_the_page_learns_of_changes_as_they_happen(sim: Simulator, slack: Slack, control: Connection) -> None:
    version = state(control, "Ana")["version"]
    speaking = threading.Timer(0.05, lambda: slack.says("Ben", "#checkout", "News"))
    speaking.start()
    started = time.monotonic()
    assert control.get("changes", after=version)["version"] > version
    assert time.monotonic() - started < 5
    speaking.join()
    assert control.get("changes", after=0, seconds=0)["version"] > version


def test_the_fields_of_a_form_survive_a_reload_of_the_page(sim: Simulator, control: Connection) -> None:
    from tests.simulator.test_modals import opened

    view = opened(sim)
    control.post("fill", {"as": "Ana", "view": view["id"], "values": {"today": "Half"}})
    (modal,) = state(control, "Ana")["modals"]
    assert modal["values"]["today"]["answer"]["value"] == "Half"
    assert state(control, "Ben")["modals"] == []


@pytest.mark.parametrize(
    ("path", "body", "said"),
    (
        ("say", {"as": "Ana", "text": "Hi"}, '"channel" is missing'),
        ("say", {"as": "Zed", "channel": "#checkout", "text": "Hi"}, "nobody called Zed"),
        ("turn", {"to": "sometime"}, "sometime"),
        ("rate", {"rate": "fast"}, "must be a number"),
        ("channels/change", {"channel": "#nowhere"}, "no channel #nowhere"),
    ),
)
def test_what_cannot_be_done_is_a_sentence(control: Connection, path: str, body: dict[str, Any], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        control.post(path, body)


def test_the_app_is_told_where_to_find_this_slack(sim: Simulator, control: Connection) -> None:
    app = control.post("app", {"bot_token": "xoxb-new"})
    assert (app["api_url"], app["clock_url"]) == (f"{sim.url}/api/", f"{sim.url}/clock")
    assert WebClient("xoxb-new", base_url=sim.api_url).auth_test()["ok"]


@pytest.mark.parametrize(("body", "error"), (("{half", "invalid_json"), ("[]", "json_not_object")))
def test_a_body_that_is_no_json_object_is_refused(sim: Simulator, body: str, error: str) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(f"{sim.api_url}chat.postMessage", body.encode(), headers)
    with urllib.request.urlopen(request) as response:
        assert json.load(response) == {"ok": False, "error": error}


def test_a_page_is_served_at_the_root(sim: Simulator) -> None:
    with urllib.request.urlopen(sim.url + "/") as page:
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(sim.url + "/nothing")
    missing.value.close()


def test_stopping_lets_go_of_everyone_who_waits() -> None:
    with running() as sim:
        slack, control = Slack(sim.url), Connection(sim.url)
        waiting = [
            threading.Thread(target=control.get, args=("changes",), kwargs={"after": sim.world.changes.version}),
            threading.Thread(
                target=lambda: urllib.request.urlopen(f"{sim.clock_url}/watch?process=x&version=1").close()
            ),
        ]
        for thread in waiting:
            thread.start()
        slack.clock.wait_for_attached(1)
        started = time.monotonic()
    for thread in waiting:
        thread.join(5)
    assert time.monotonic() - started < 1.5


def test_it_serves_in_a_loop_until_it_is_cancelled() -> None:
    async def served() -> str:
        sim = Simulator(empty())
        serving = asyncio.create_task(serve(sim))
        while not sim.url:
            await asyncio.sleep(0)
        names = await asyncio.to_thread(lambda: [p["name"] for p in Connection(sim.url).get("world")["people"]])
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert serving.cancelled()
        return " ".join(sorted(names))

    assert asyncio.run(served()) == "Ana Drumbeat"


def test_two_slacks_can_run_side_by_side() -> None:
    with running() as one, running() as two:
        post(one, CHECKOUT, "In one", blocks=[actions(button("Go"))])
        assert Slack(one.url).last("#checkout").buttons == ["Go"]
        assert Slack(two.url).messages("#checkout") == []
