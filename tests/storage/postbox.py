"""The outbox of one workspace, for tests: put, claim, answer, look, and have real time go by."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import outcomes
from bot.storage.delivery import Parcel, Timings, claim_messages
from bot.storage.outbox import OutboundMessage, enqueue
from bot.storage.reconciling import Copy, Doubt, claim_doubts, keep_one, note_copy
from tests.storage.cast import MONDAY, installed

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
TIMINGS = Timings()


class Post:
    """The outbox of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.workspace = installed(session).id

    def put(self, key: str, text: str = "hello", channel: str = "", **more: object) -> OutboundMessage:
        """Each into a conversation of its own, unless one is named."""
        given: dict[str, object] = {"now": MONDAY, "expires_at": MONDAY + HOUR, **more}
        where = channel or f"C{key}".replace(" ", "")
        return enqueue(self.session, self.workspace, key, where, Message(text), **given)  # type: ignore[arg-type]

    def claim(
        self, now_after: timedelta = timedelta(0), owner: str = "me", room: int = 50, paced: bool = False
    ) -> list[Parcel]:
        now = MONDAY + now_after
        return claim_messages(self.session, self.workspace, now=now, owner=owner, room=room, paced=paced)

    def posted(self, parcel: Parcel, channel: str = "D1", ts: str = "1.2") -> None:
        arrival = outcomes.Arrival(parcel, channel, ts)
        outcomes.were_posted(self.session, [arrival], now=MONDAY, timings=TIMINGS)
        self.session.expire_all()

    def doubts(self, owner: str = "me") -> list[Doubt]:
        return claim_doubts(self.session, now=MONDAY, owner=owner, timings=TIMINGS)

    def found(self, doubt: Doubt, *copies: str | Copy) -> list[str]:
        """What a look showed; which copies are to be deleted."""
        shown = [Copy(one) if isinstance(one, str) else one for one in copies]
        kept, surplus = keep_one(shown)
        note_copy(self.session, doubt, "D1", kept, now=MONDAY, timings=TIMINGS)
        return surplus

    def goes_by(self, span: timedelta) -> None:
        """Real time: all that it was measured by lies further back."""
        self.session.flush()
        for row in self.session.scalars(select(OutboundMessage)):
            for name in ("lease_until", "last_send_at", "first_send_at", "recheck_at", "not_before"):
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - span)
        self.session.flush()

    def row(self, parcel: Parcel) -> OutboundMessage:
        return self.session.scalars(
            select(OutboundMessage).where(OutboundMessage.id == parcel.id).execution_options(populate_existing=True)
        ).one()
