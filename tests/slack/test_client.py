"""The client over real sockets: what it sends, and how it reads what comes back."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.slack.answers import Kind, NotPosted, Posted
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.slack.transport import PooledTransport
from tests.slack.servers import Call, Script, Server, always, closed_port, speaking

POSTED = {"ok": True, "channel": "C1", "ts": "17.1"}
BLOCKS = [{"type": "divider"}]


def client_of(server: Server, transport: PooledTransport, **switches: bool) -> SlackClient:
    return SlackClient("xoxb-test", server.url, transport=transport, **switches)


def sent(server: Server) -> dict[str, Any]:
    return dict(json.loads(server.bodies()[-1]))


def test_a_post_carries_its_id_and_unfurls_nothing(transport: PooledTransport) -> None:
    with speaking(always(POSTED)) as server:
        posted = client_of(server, transport).post("C1", "Hi", BLOCKS, id="m-1", thread_ts="16.9")
        assert posted.result() == Posted("C1", "17.1")
    assert server.asked[0].startswith(b"POST /api/chat.postMessage ")
    assert b"authorization: bearer xoxb-test" in server.asked[0].lower()
    assert sent(server) == {
        "channel": "C1",
        "text": "Hi",
        "blocks": BLOCKS,
        "thread_ts": "16.9",
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": "drumbeat_message", "event_payload": {"id": "m-1"}},
    }


def test_the_undocumented_key_is_sent_only_when_switched_on(transport: PooledTransport) -> None:
    with speaking(always(POSTED)) as server:
        client_of(server, transport).post("C1", "Hi", id="m-1").result()
        assert "client_msg_id" not in sent(server)
        client_of(server, transport, client_msg_id=True).post("C1", "Hi", id="m-1").result()
        assert sent(server)["client_msg_id"] == "m-1"


def test_an_update_names_the_message_and_can_take_its_blocks_away(transport: PooledTransport) -> None:
    with speaking(always(POSTED)) as server:
        assert client_of(server, transport).update("C1", "17.1", "Hi") == Posted("C1", "17.1")
        assert sent(server) == {"channel": "C1", "ts": "17.1", "text": "Hi", "blocks": []}


def test_an_update_of_a_message_that_is_gone_is_a_matter_of_place(transport: PooledTransport) -> None:
    with speaking(always({"ok": False, "error": "message_not_found"})) as server:
        answer = client_of(server, transport).update("C1", "17.1", "Hi")
    assert answer == NotPosted("message_not_found", Kind.PLACE)


def test_an_ephemeral_message_goes_to_one_person(transport: PooledTransport) -> None:
    with speaking(always({"ok": True, "message_ts": "17.2"})) as server:
        assert client_of(server, transport).ephemeral("C1", "U1", "Psst", BLOCKS) == Posted("C1", "17.2")
        assert (sent(server)["user"], sent(server)["channel"]) == ("U1", "C1")


def test_a_refused_connection_is_not_posted(transport: PooledTransport) -> None:
    client = SlackClient("xoxb-test", f"http://127.0.0.1:{closed_port()}/api/", transport=transport)
    answer = client.post("C1", "Hi", id="m-1").result()
    assert isinstance(answer, NotPosted)
    assert answer.kind is Kind.RETRY


def test_reads_send_a_form_and_views_send_json(transport: PooledTransport) -> None:
    with speaking(always({"ok": True, "user": {"id": "U1", "tz": "Asia/Tokyo"}})) as server:
        client = client_of(server, transport)
        assert client.person("U1")["tz"] == "Asia/Tokyo"
        assert parse_qs(server.bodies()[-1].decode()) == {"user": ["U1"]}
        client.call("views.open", trigger_id="1.2", view={"type": "modal"}, interactivity_pointer=None)
        assert sent(server) == {"trigger_id": "1.2", "view": {"type": "modal"}}


def test_a_list_is_read_to_its_last_page(transport: PooledTransport) -> None:
    def three_pages(call: Call) -> None:
        for page in range(3):
            call.read()
            cursor = f"page-{page + 1}" if page < 2 else ""
            call.answer({"ok": True, "members": [f"U{page}"], "response_metadata": {"next_cursor": cursor}})

    with speaking(three_pages) as server:
        assert client_of(server, transport).members("C1") == ["U0", "U1", "U2"]
    cursors = [parse_qs(body.decode()).get("cursor") for body in server.bodies()]
    assert cursors == [None, ["page-1"], ["page-2"]]


def test_a_cursor_that_stands_still_ends_the_list(transport: PooledTransport) -> None:
    page = {"ok": True, "members": ["U1"], "response_metadata": {"next_cursor": "again"}}
    with speaking(always(page)) as server:
        assert client_of(server, transport).members("C1") == ["U1", "U1"]


def test_a_refusal_is_raised_with_slacks_own_answer(transport: PooledTransport) -> None:
    with speaking(always({"ok": False, "error": "invalid_auth"})) as server, pytest.raises(SlackRefused) as caught:
        client_of(server, transport).call("auth.test")
    assert (caught.value.error, caught.value.answer["ok"]) == ("invalid_auth", False)


def test_a_429_to_a_question_says_how_long_to_wait(transport: PooledTransport) -> None:
    with speaking(always(b"", 429, "Retry-After: 7\r\n")) as server, pytest.raises(SlackRefused) as caught:
        client_of(server, transport).call("users.list")
    assert (caught.value.error, caught.value.retry_after) == ("ratelimited", 7.0)


@pytest.mark.parametrize("script", (always(b"<html>", 502), always(b"{", 200), always({"ok": True}, 500), Call.reset))
def test_an_answer_that_is_none_is_silence(transport: PooledTransport, script: Script) -> None:
    with speaking(script) as server, pytest.raises(SlackSilent):
        client_of(server, transport).call("auth.test")


def test_the_clocks_are_compared_at_every_answer(transport: PooledTransport) -> None:
    date = formatdate(time.time() - 200, usegmt=True)
    with speaking(always(POSTED, headers=f"Date: {date}\r\n")) as server:
        client = client_of(server, transport)
        assert client.skew_seconds is None
        client.post("C1", "Hi", id="m-1").result()
        assert client.skew_seconds == pytest.approx(-200, abs=2)


@pytest.mark.parametrize(
    ("script", "reached"),
    (
        (always({"ok": False, "error": "invalid_auth"}), True),
        (always(b"", 429), True),
        (always(b"<html>a captive portal</html>"), False),
        (always({"ok": True}, 503), False),
        (Call.reset, False),
    ),
)
def test_slack_is_reached_when_slack_itself_answered(transport: PooledTransport, script: Script, reached: bool) -> None:
    with speaking(script) as server:
        client = client_of(server, transport)
        assert not client.reached_within(90)
        client.post("C1", "Hi", id="m-1").result()
        assert client.reached_within(90) is reached


def test_the_token_does_not_show(transport: PooledTransport) -> None:
    client = SlackClient("xoxb-CANARY", "http://127.0.0.1:1/api/", transport=transport)
    assert "CANARY" not in repr(client)
