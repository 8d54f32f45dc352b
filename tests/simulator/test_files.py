"""Files: an address for the bytes, and then the file in a channel."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.simulator.cast import CHECKOUT, GENERAL
from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, call


def sent(url: str, content: bytes, content_type: str = "text/csv") -> tuple[int, str]:
    request = urllib.request.Request(url, content, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def uploaded(sim: Simulator, content: bytes = b"a,b\n") -> str:
    """The id of a file whose bytes have come."""
    asked = call(sim, "files.getUploadURLExternal", filename="week.csv", length=len(content))
    assert sent(asked["upload_url"], content) == (200, f"OK - {len(content)}")
    return str(asked["file_id"])


def test_the_sdk_puts_a_file_into_a_channel(sim: Simulator, slack: Slack) -> None:
    client = WebClient(TOKEN, base_url=sim.api_url)
    answer = client.files_upload_v2(
        channel=CHECKOUT, content="a,b\n1,2\n", filename="week.csv", title="The week", initial_comment="As you asked"
    )
    message = slack.last("#checkout")
    assert message.text == "As you asked"
    (file,) = message.shown["files"]
    assert (file["title"], file["name"], file["size"]) == ("The week", "week.csv", 8)
    assert answer["files"][0]["id"] == file["id"]
    with urllib.request.urlopen(sim.url + file["permalink"]) as there:
        assert there.read() == b"a,b\n1,2\n"
        assert there.headers["content-type"] == "application/octet-stream"


def test_without_a_channel_nobody_sees_it(sim: Simulator, slack: Slack) -> None:
    assert call(sim, "files.completeUploadExternal", files=[{"id": uploaded(sim)}])["ok"]
    assert slack.messages("#checkout") == []


def test_it_goes_into_a_thread(sim: Simulator, slack: Slack) -> None:
    parent = slack.says("Ana", "#checkout", "Please").message
    assert parent is not None
    call(sim, "files.completeUploadExternal", files=[{"id": uploaded(sim)}], channel_id=CHECKOUT, thread_ts=parent.ts)
    assert len(slack.thread(parent)[0].shown["files"]) == 1


@pytest.mark.parametrize(
    ("args", "error"),
    (
        ({"files": []}, "invalid_arguments"),
        ({"files": [{"id": "F0NOTHING1"}]}, "file_not_found"),
        ({"channel_id": "#checkout"}, "channel_not_found"),
        ({"channel_id": GENERAL}, "not_in_channel"),
        ({"channel_id": CHECKOUT, "thread_ts": "1.0"}, "thread_not_found"),
    ),
)
def test_what_slack_refuses_is_refused(sim: Simulator, slack: Slack, args: dict[str, Any], error: str) -> None:
    asked = {"files": [{"id": uploaded(sim)}], **args}
    assert call(sim, "files.completeUploadExternal", **asked)["error"] == error
    assert slack.messages("#checkout") == []


def test_a_file_in_a_channel_counts_as_a_message(sim: Simulator, slack: Slack) -> None:
    slack.weather.limits(channel_burst=1)
    codes = [
        call_status(sim, "files.completeUploadExternal", files=[{"id": uploaded(sim)}], channel_id=CHECKOUT)
        for _ in range(2)
    ]
    assert codes == [200, 429]


def call_status(sim: Simulator, method: str, **args: Any) -> int:
    """The HTTP status of a call."""
    try:
        call(sim, method, **args)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    return 200


@pytest.mark.parametrize("length", ("many", 0))
def test_a_length_is_a_number_of_bytes(still: Simulator, length: Any) -> None:
    assert call(still, "files.getUploadURLExternal", filename="x", length=length)["error"] == "invalid_arguments"


def test_bytes_come_once_and_as_many_as_were_announced(sim: Simulator) -> None:
    asked = call(sim, "files.getUploadURLExternal", filename="week.csv", length=4)
    pending = [{"id": asked["file_id"]}]
    assert sent(asked["upload_url"], b"a,b")[0] == 400
    assert sent(asked["upload_url"], b"a,b\n", "multipart/form-data; boundary=x")[0] == 400
    assert call(sim, "files.completeUploadExternal", files=pending)["error"] == "file_not_found"
    assert sent(asked["upload_url"], b"a,b\n")[0] == 200
    assert sent(asked["upload_url"], b"c,d\n")[0] == 400
