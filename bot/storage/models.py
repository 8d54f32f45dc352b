"""All tables, for whoever needs the whole schema: migrations and the test that holds them against it."""

from __future__ import annotations

from bot.storage.action_items import ActionItem
from bot.storage.agendas import AgendaItem
from bot.storage.audit import AuditRecord
from bot.storage.blockers import Blocker
from bot.storage.ceremonies import Ceremony, CeremonyMember
from bot.storage.changes import Change
from bot.storage.channels import Channel, ChannelMember
from bot.storage.decisions import Decision
from bot.storage.entries import Entry, EntryVersion
from bot.storage.features import Feature, FeatureScore, FeatureVote
from bot.storage.heartbeat import Heartbeat
from bot.storage.inbox import Delivery
from bot.storage.living import LivingMessage
from bot.storage.mentions import Mention
from bot.storage.numbers import Counter
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.outbox import OutboundMessage
from bot.storage.paces import Pace
from bot.storage.people import Person
from bot.storage.retros import Retro, RetroCard, RetroVote
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
    Pace,
    LivingMessage,
    Delivery,
    AuditRecord,
    Heartbeat,
    Counter,
    Change,
    Mention,
    Feature,
    FeatureVote,
    FeatureScore,
    Blocker,
    ActionItem,
    Decision,
    Retro,
    RetroCard,
    RetroVote,
    AgendaItem,
)
