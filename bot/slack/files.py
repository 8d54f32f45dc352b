"""Files: an address from Slack, the bytes to it, and then the file in somebody's direct messages."""

from __future__ import annotations

from bot.slack.client import SlackClient

# Of Slack's three seconds for an answer; each of the four exchanges may take so many.
EXCHANGE_SECONDS = 0.65


def hand_over(slack: SlackClient, user: str, name: str, content: bytes) -> None:
    """Puts a file into a person's direct messages. Raises SlackRefused or SlackSilent."""
    direct = slack.call("conversations.open", users=user, deadline=EXCHANGE_SECONDS)["channel"]["id"]
    place = slack.call("files.getUploadURLExternal", filename=name, length=str(len(content)), deadline=EXCHANGE_SECONDS)
    slack.send_bytes(place["upload_url"], content, deadline=EXCHANGE_SECONDS)
    slack.call(
        "files.completeUploadExternal",
        files=[{"id": place["file_id"], "title": name}],
        channel_id=direct,
        deadline=EXCHANGE_SECONDS,
    )
