"""All tables, for whoever needs the whole schema: migrations and the test that holds them against it."""

from __future__ import annotations

from bot.storage.audit import AuditRecord
from bot.storage.ceremonies import Ceremony, CeremonyMember
from bot.storage.channels import Channel, ChannelMember
from bot.storage.entries import Entry, EntryVersion
from bot.storage.heartbeat import Heartbeat
from bot.storage.inbox import Delivery
from bot.storage.living import LivingMessage
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.outbox import OutboundMessage
from bot.storage.people import Person
from bot.storage.schema import Row
from bot.storage.teams import Membership, Team
from bot.storage.workspaces import Workspace

TABLES: tuple[type[Row], ...] = (
    Workspace,
    Person,
    Channel,
    ChannelMember,
    Team,
    Membership,
    Ceremony,
    CeremonyMember,
    Occurrence,
    Participant,
    Entry,
    EntryVersion,
    OutboundMessage,
    LivingMessage,
    Delivery,
    AuditRecord,
    Heartbeat,
)
