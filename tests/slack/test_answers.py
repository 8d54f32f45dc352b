"""Every error code of Slack's that we know, and what it means for a message."""

from __future__ import annotations

import pytest

from bot.slack.answers import IN_DOUBT, KINDS, Kind, NotPosted, Posted, Unknown, kind_of, outcome
from bot.slack.transport import Reply, Silence

EXPECTED = {
    Kind.RETRY: "ratelimited rate_limited message_limit_exceeded request_timeout org_login_required accesslimited",
    Kind.CONTENT: "msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text too_many_attachments "
    "metadata_too_large invalid_metadata_format invalid_metadata_schema markdown_text_conflict",
    Kind.PLACE: "channel_not_found is_archived not_in_channel restricted_action restricted_action_read_only_channel "
    "restricted_action_never_heard_of ekm_access_denied messages_tab_disabled cannot_dm_bot user_not_found "
    "user_is_restricted cannot_reply_to_message message_not_found",
    Kind.TOKEN: "account_inactive token_revoked token_expired invalid_auth not_authed missing_scope no_permission "
    "team_access_not_granted two_factor_setup_required",
}


def refusal(error: str) -> Reply:
    return Reply(200, {}, b'{"ok": false, "error": "%s"}' % error.encode())


@pytest.mark.parametrize(("code", "kind"), [(code, kind) for kind, codes in EXPECTED.items() for code in codes.split()])
def test_a_known_code_says_that_nothing_was_posted_and_why(code: str, kind: Kind) -> None:
    assert outcome(refusal(code)) == NotPosted(code, kind)


@pytest.mark.parametrize("code", (*IN_DOUBT, "a_code_of_tomorrow", ""))
def test_a_code_that_settles_nothing_leaves_it_open(code: str) -> None:
    assert outcome(refusal(code)) == Unknown(code)


def test_no_code_stands_for_two_things() -> None:
    assert not set(KINDS) & set(IN_DOUBT)
    assert all(kind_of(code) is kind for code, kind in KINDS.items())


@pytest.mark.parametrize(
    "reply",
    (
        Reply(502, {}, b"<html>Bad Gateway</html>"),
        Reply(500, {}, b'{"ok": false, "error": "channel_not_found"}'),
        Reply(503, {}, b'{"ok": true, "channel": "C1", "ts": "1.2"}'),
        Reply(200, {}, b'{"ok": tru'),
        Reply(200, {}, b"[]"),
        Reply(200, {}, b'{"ok": "true"}'),
        Reply(200, {}, b'{"ok": true}'),
        Reply(200, {}, b'{"ok": true, "ts": 12.5, "channel": "C1"}'),
        Reply(200, {}, b"\xff\xfe"),
        Reply(200, {}, b"[" * 100_000),
        Reply(302, {}, b""),
        Silence(sent=True, reason="timeout"),
    ),
)
def test_what_cannot_be_read_leaves_it_open(reply: Reply | Silence) -> None:
    assert isinstance(outcome(reply), Unknown)


def test_what_was_never_sent_is_not_posted() -> None:
    assert outcome(Silence(sent=False, reason="timeout")) == NotPosted("timeout", Kind.RETRY)


@pytest.mark.parametrize(
    ("header", "seconds"),
    (("30", 30.0), ("1.5", 1.5), ("-4", None), ("soon", None), ("", None), ("nan", None), ("inf", None)),
)
def test_a_429_is_not_posted_and_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert outcome(Reply(429, {"Retry-After": header}, b"")) == NotPosted("ratelimited", Kind.RETRY, seconds)


def test_what_slack_explains_is_kept() -> None:
    messages = b'{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] must be less"]}}'
    scope = b'{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}'
    assert outcome(Reply(200, {}, messages)) == NotPosted("invalid_blocks", Kind.CONTENT, None, "[ERROR] must be less")
    assert outcome(Reply(200, {}, scope)) == NotPosted("missing_scope", Kind.TOKEN, None, "needed: chat:write")


def test_a_message_stands_where_slack_says() -> None:
    assert outcome(Reply(200, {}, b'{"ok":true,"channel":"D9","ts":"17.1"}')) == Posted("D9", "17.1")
