"""What Slack can answer, as values, and the one table that sorts its error codes."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.transport import Reply, Silence


class Kind(enum.Enum):
    """Why a message was certainly not posted, and so what helps."""

    RETRY = "retry"  # the same again, later
    CONTENT = "content"  # the message itself must change
    PLACE = "place"  # somebody must invite us, unarchive, or pick another channel
    TOKEN = "token"  # noqa: S105 the whole workspace must wait for a person


@dataclass(frozen=True)
class Posted:
    """It stands in `channel` (a DM's own id when it was sent to a person) at `ts`."""

    channel: str
    ts: str


@dataclass(frozen=True)
class NotPosted:
    """It certainly does not stand there. `retry_after` in seconds; `detail` is Slack's own explanation."""

    error: str
    kind: Kind
    retry_after: float | None = None
    detail: str = ""


@dataclass(frozen=True)
class Unknown:
    """It may or may not stand there: look before trying again."""

    error: str


Outcome = Posted | NotPosted | Unknown

_CODES: dict[Kind, str] = {
    Kind.RETRY: """
        ratelimited rate_limited message_limit_exceeded request_timeout
        org_login_required team_added_to_org accesslimited
    """,
    Kind.CONTENT: """
        msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format no_text too_many_attachments
        metadata_too_large invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app
        markdown_text_conflict invalid_attachments attachment_payload_limit_exceeded too_many_contact_cards
    """,
    Kind.PLACE: """
        channel_not_found is_archived not_in_channel restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked
        ekm_access_denied messages_tab_disabled cannot_dm_bot user_not_found user_is_restricted
        cannot_reply_to_message user_not_in_channel message_not_found cant_update_message edit_window_closed
    """,
    Kind.TOKEN: """
        account_inactive token_revoked token_expired invalid_auth not_authed missing_scope no_permission
        team_access_not_granted two_factor_setup_required
    """,
}
# Codes that Slack may add to families we know.
_FAMILIES = {"restricted_action": Kind.PLACE, "invalid_metadata_": Kind.CONTENT, "invalid_blocks": Kind.CONTENT}
KINDS: dict[str, Kind] = {code: kind for kind, codes in _CODES.items() for code in codes.split()}

# In doubt on purpose: of the first three Slack says itself that some of it may have happened, of the last two only that
# it knows our id. They, like every code that stands nowhere, are Unknown.
IN_DOUBT = (
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "duplicate_message_not_found",
    "duplicate_channel_not_found",
)


def kind_of(error: str) -> Kind | None:
    """Why nothing was posted, or None when this code does not settle that."""
    if error in KINDS:
        return KINDS[error]
    return next((kind for family, kind in _FAMILIES.items() if error.startswith(family)), None)


def said(reply: Reply) -> dict[str, Any] | None:
    """Slack's answer, or None when what came is not one (a proxy's page, a torn body)."""
    try:
        answer = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def outcome(reply: Reply | Silence) -> Outcome:
    """What became of a message that we tried to post or to change."""
    if isinstance(reply, Silence):
        return Unknown(reply.reason) if reply.sent else NotPosted(reply.reason, Kind.RETRY)
    answer = said(reply)
    if reply.status == 429:
        error = "ratelimited" if answer is None else str(answer.get("error", "ratelimited"))
        return NotPosted(error, Kind.RETRY, retry_after(reply.headers))
    if reply.status >= 500 or answer is None:
        return Unknown(f"http_{reply.status}")
    if answer["ok"]:
        return _posted(answer)
    error = str(answer.get("error", "no_error_code"))
    kind = kind_of(error)
    if kind is None:
        return Unknown(error)
    return NotPosted(error, kind, retry_after(reply.headers), detail(answer))


def _posted(answer: dict[str, Any]) -> Posted | Unknown:
    channel, ts = answer.get("channel"), answer.get("ts", answer.get("message_ts"))
    if isinstance(ts, str) and isinstance(channel, str | None):
        return Posted(channel or "", ts)
    return Unknown("ok_without_ts")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Slack asks us to wait, if it says so in a number that makes sense."""
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds <= 86_400 else None


def detail(answer: dict[str, Any]) -> str:
    """Slack's own explanation: what it says about blocks, or which scope is needed."""
    inner = answer.get("response_metadata")
    lines = inner.get("messages", []) if isinstance(inner, dict) else []
    if not lines and isinstance(answer.get("errors"), list):
        lines = answer["errors"]
    if answer.get("needed"):
        lines = [*lines, f"needed: {answer['needed']}"]
    return "; ".join(str(line) for line in lines)[:500]
