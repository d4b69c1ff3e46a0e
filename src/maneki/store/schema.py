"""Every table. Ids are text that only the store makes; times are UTC; nothing here decides.

A change here needs a migration (`maneki/store/migrations/versions`) and a new `HEAD`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from maneki.model.consent import ConsentKind
from maneki.model.conversation import CostKind, InboxState, PlaceKind, SaidBy, Taste, TurnState
from maneki.model.event import EventKind
from maneki.model.feedback import FeedbackKind
from maneki.model.filter import FilterState
from maneki.model.listing import ListingStatus
from maneki.model.outbox import OutboxKind, OutboxState, ParcelState
from maneki.model.person import DestinationKind

HEAD = "0007"
"""The migration this program was written for. Checked at start-up, without importing Alembic."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in the program; a time stamp with zone in PostgreSQL, UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Of the rows that are written at once nearly all say the same moment."""
        process = super().bind_processor(dialect)
        assert process is not None  # noqa: S101  (`process_bind_param` is one)
        known = lru_cache(maxsize=64)(process)

        def bound(value: datetime | None) -> Any:
            # In a zone with summer time two moments may be equal that are not the same.
            return known(value) if value is not None and value.tzinfo is UTC else process(value)

        return bound

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up only an INTEGER primary key; PostgreSQL wants 64 bits.
Sequence = BigInteger().with_variant(Integer, "sqlite")
ID_LENGTH = 128


def _id(name: str = "id") -> Column[Any]:
    return Column(name, String(ID_LENGTH), primary_key=True)


def _ref(
    name: str, target: str, *, nullable: bool = False, index: bool = True, cascade: bool = True
) -> Column[Any]:
    """A reference; what belongs to a row goes with it."""
    return Column(
        name,
        String(ID_LENGTH),
        ForeignKey(target, ondelete="CASCADE" if cascade else "SET NULL"),
        nullable=nullable,
        index=index,
    )


def _times() -> tuple[Column[Any], Column[Any]]:
    return (
        Column("created_at", UtcDateTime, nullable=False),
        Column("updated_at", UtcDateTime, nullable=False),
    )


def _one_of(name: str, values: type[Any], column: str) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=name)


people = Table(
    "people",
    metadata,
    _id(),
    Column("default_destination_id", String(ID_LENGTH)),
    *_times(),
)

preferences = Table(
    "preferences",
    metadata,
    Column(
        "person_id",
        String(ID_LENGTH),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("currency", String(3)),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("proxies", JSON, nullable=False),
    # Minutes of the local day; both or neither.
    Column("quiet_start", Integer),
    Column("quiet_end", Integer),
    Column("paused_until", UtcDateTime),
    Column("most_alerts_a_day", Integer),
    Column("most_messages_an_hour", Integer),
    *_times(),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _ref("person_id", "people.id"),
    Column("kind", String(32), nullable=False),
    Column("value", String(128), nullable=False),
    Column("verified_at", UtcDateTime),
    *_times(),
    UniqueConstraint("kind", "value"),
)

servers = Table(
    "servers",
    metadata,
    _id(),
    Column("platform", String(32), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("settings", JSON, nullable=False),
    Column("left_at", UtcDateTime),
    *_times(),
    UniqueConstraint("platform", "external_id"),
)

destinations = Table(
    "destinations",
    metadata,
    _id(),
    _ref("person_id", "people.id", nullable=True),
    _ref("server_id", "servers.id", nullable=True),
    Column("kind", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    # What the platform calls the conversation once it is open (the channel of a DM).
    Column("channel_id", String(64)),
    Column("is_age_restricted", Boolean, nullable=False),
    Column("set_by_moderator", Boolean, nullable=False),
    Column("suspended_at", UtcDateTime),
    Column("suspended_reason", Text),
    # What the platform said when it last took nothing there, in its own numbers.
    Column("refused_code", Integer),
    # When we last made sure that the owner may still read there.
    Column("checked_at", UtcDateTime),
    # The address it was chosen from, so that linking two addresses can be undone.
    Column("address_id", String(ID_LENGTH)),
    *_times(),
    _one_of("kind", DestinationKind, "kind"),
    CheckConstraint("person_id IS NOT NULL OR server_id IS NOT NULL", name="has_owner"),
    UniqueConstraint("person_id", "kind", "address"),
    Index("ix_destinations_address", "address"),
)

filters = Table(
    "filters",
    metadata,
    _id(),
    _ref("person_id", "people.id", nullable=True),
    _ref("server_id", "servers.id", nullable=True),
    # The address it was made from, so that linking two addresses can be undone.
    _ref("address_id", "addresses.id", nullable=True, index=False, cascade=False),
    Column("name", String(100), nullable=False),
    Column("criteria", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    _ref("destination_id", "destinations.id", nullable=True, cascade=False),
    Column("priority", Integer, nullable=False),
    Column("snoozed_until", UtcDateTime),
    # How often its alerts come as a digest; when, in minutes of the local day; how many at once.
    Column("digest", String(16)),
    Column("digest_at", Integer),
    Column("digest_top", Integer),
    Column("digest_order", String(16)),
    Column("most_alerts_a_day", Integer),
    Column("most_messages_an_hour", Integer),
    Column("expires_at", UtcDateTime),
    # The end that its owner was told of beforehand; another one is to be told again.
    Column("end_told", UtcDateTime),
    *_times(),
    _one_of("state", FilterState, "state"),
    CheckConstraint("person_id IS NOT NULL OR server_id IS NOT NULL", name="has_owner"),
    Index("ix_filters_state_id", "state", "id"),
    Index("ix_filters_expires_at", "expires_at"),
    Index(
        "uq_filters_person_id_name",
        "person_id",
        "name",
        unique=True,
        sqlite_where=text("state != 'deleted'"),
        postgresql_where=text("state != 'deleted'"),
    ),
)

filter_changes = Table(
    "filter_changes",
    metadata,
    Column("sequence", Sequence, primary_key=True, autoincrement=True),
    Column("filter_id", String(ID_LENGTH), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("change", String(16), nullable=False),
    # Who did it, as an address or "system"; what it asked for afterwards.
    Column("by", String(160), nullable=False),
    Column("name", String(100), nullable=False),
    Column("criteria", JSON, nullable=False),
    # Whether it ran from then on; null where nobody wrote that down.
    Column("state", String(16)),
    Column("at", UtcDateTime, nullable=False),
    *_times(),
    sqlite_autoincrement=True,
)

searches = Table(
    "searches",
    metadata,
    _id(),
    Column("market", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("params", JSON, nullable=False),
    Column("state", JSON, nullable=False),
    Column("is_wanted", Boolean, nullable=False),
    # Since when it is watched: of what was listed long before, nothing is news.
    Column("first_visited_at", UtcDateTime),
    Column("visited_at", UtcDateTime),
    Column("due_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_error", Text),
    Column("lease_holder", String(64)),
    Column("lease_until", UtcDateTime),
    *_times(),
    UniqueConstraint("market", "key"),
    Index("ix_searches_due", "market", "is_wanted", "due_at"),
)

search_filters = Table(
    "search_filters",
    metadata,
    Column(
        "search_id", String(ID_LENGTH), ForeignKey("searches.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "filter_id", String(ID_LENGTH), ForeignKey("filters.id", ondelete="CASCADE"),
        primary_key=True, index=True,
    ),
    Column("shown_at", UtcDateTime),
    *_times(),
)  # fmt: skip

back_offs = Table(
    "back_offs",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("blocks", Integer, nullable=False),
    Column("until", UtcDateTime),
    *_times(),
)

listings = Table(
    "listings",
    metadata,
    _id(),
    Column("market", String(64), nullable=False),
    Column("external_id", String(512), nullable=False),
    # The listing shape. Forgotten (null) after the retention time; the row stays, so that what
    # we have seen is never announced again.
    Column("body", JSON(none_as_null=True)),
    Column("status", String(16), nullable=False),
    Column("price_amount", BigInteger),
    Column("price_currency", String(3)),
    Column("price_since", UtcDateTime),
    Column("announced_amount", BigInteger),
    Column("lowest_amount", BigInteger),
    Column("ends_at", UtcDateTime),
    # The address of its page, as `maneki.model.page` writes it, for people who ask about it.
    Column("page", String(512)),
    # The search whose first visit found it. Null: it was found as new, or announced since.
    _ref("baseline_search_id", "searches.id", nullable=True, index=False, cascade=False),
    Column("listed_at", UtcDateTime),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    *_times(),
    _one_of("status", ListingStatus, "status"),
    UniqueConstraint("market", "external_id"),
    Index("ix_listings_first_seen_at", "first_seen_at"),
    Index("ix_listings_last_seen_at", "last_seen_at"),
    Index("ix_listings_ends_at", "ends_at"),
    Index("ix_listings_page", "page"),
    Index("ix_listings_external_id", "external_id"),
)

listing_events = Table(
    "listing_events",
    metadata,
    Column("sequence", Sequence, primary_key=True, autoincrement=True),
    _ref("listing_id", "listings.id"),
    Column("kind", String(16), nullable=False),
    # The listing as it was then, and what the decision used.
    Column("listing", JSON, nullable=False),
    Column("price_amount", BigInteger),
    Column("price_currency", String(3)),
    Column("before_amount", BigInteger),
    Column("announced_amount", BigInteger),
    Column("lowest_amount", BigInteger),
    # The rates of the day, which the decision used.
    Column("rates_as_of", String(10), ForeignKey("exchange_rates.as_of")),
    _ref("except_search_id", "searches.id", nullable=True, index=False, cascade=False),
    Column("listed_at", UtcDateTime),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("matched_at", UtcDateTime),
    Column("matched_with", JSON(none_as_null=True)),
    *_times(),
    _one_of("kind", EventKind, "kind"),
    Index(
        "ix_listing_events_unmatched",
        "sequence",
        sqlite_where=text("matched_at IS NULL"),
        postgresql_where=text("matched_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("as_of", String(10), primary_key=True),
    Column("base", String(3), nullable=False),
    Column("rates", JSON, nullable=False),
    *_times(),
)

parcels = Table(
    "parcels",
    metadata,
    _id(),
    _ref("destination_id", "destinations.id", index=False),
    Column("nonce", String(25), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("plainness", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_sent_at", UtcDateTime),
    Column("retry_at", UtcDateTime),
    Column("lease_holder", String(64)),
    Column("lease_until", UtcDateTime),
    Column("channel_id", String(64)),
    Column("message_id", String(64)),
    Column("possibly_repeated", Boolean, nullable=False),
    Column("accepted_at", UtcDateTime),
    *_times(),
    _one_of("state", ParcelState, "state"),
    Index("ix_parcels_state_retry_at", "state", "retry_at"),
    Index("ix_parcels_destination_id_state", "destination_id", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    _ref("person_id", "people.id", nullable=True),
    _ref("destination_id", "destinations.id"),
    Column("state", String(16), nullable=False),
    # A sentence that a person can read.
    Column("reason", Text),
    # What a held row waits for.
    Column("held_for", String(16)),
    # The digest that tells of it; `position` is its place in there.
    Column("merged_into", String(ID_LENGTH), index=True),
    Column("priority", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("idempotency_key", String(200), unique=True),
    _ref("parcel_id", "parcels.id", nullable=True, cascade=False),
    Column("position", Integer),
    Column("attempts", Integer, nullable=False),
    # It was in a parcel that may have arrived, and goes once more in another.
    Column("possibly_repeated", Boolean, nullable=False, server_default=false()),
    Column("due_at", UtcDateTime, nullable=False),
    # Its turn among all that is due, where that is later.
    Column("turn_at", UtcDateTime),
    Column("listed_at", UtcDateTime),
    Column("fetched_at", UtcDateTime),
    Column("matched_at", UtcDateTime),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime),
    *_times(),
    _one_of("kind", OutboxKind, "kind"),
    _one_of("state", OutboxState, "state"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_destination_id_state", "destination_id", "state"),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    _ref("person_id", "people.id", nullable=True),
    _ref("server_id", "servers.id", nullable=True, index=False),
    Column(
        "event_sequence",
        Sequence,
        ForeignKey("listing_events.sequence", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    _ref("listing_id", "listings.id"),
    _ref("destination_id", "destinations.id"),
    _ref("outbox_id", "outbox.id"),
    *_times(),
    UniqueConstraint("person_id", "event_sequence", "destination_id"),
)

alert_filters = Table(
    "alert_filters",
    metadata,
    Column(
        "alert_id", String(ID_LENGTH), ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True
    ),
    Column(
        "filter_id", String(ID_LENGTH), ForeignKey("filters.id", ondelete="CASCADE"),
        primary_key=True, index=True,
    ),
    Column("revision", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    *_times(),
)  # fmt: skip

notice_keys = Table(
    "notice_keys",
    metadata,
    # What was said once and is not said again, whatever has become of the row that said it.
    Column("key", String(200), primary_key=True),
    *_times(),
)

dismissals = Table(
    "dismissals",
    metadata,
    Column(
        "person_id", String(ID_LENGTH), ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "listing_id", String(ID_LENGTH), ForeignKey("listings.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # The address it came from, so that linking two addresses can be undone.
    Column("address_id", String(ID_LENGTH)),
    *_times(),
)  # fmt: skip

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("external_id", String(255), nullable=False),
    _ref("person_id", "people.id"),
    # The address it came from, so that linking two addresses can be undone.
    Column("address_id", String(ID_LENGTH)),
    Column("body", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    _ref("turn_id", "turns.id", nullable=True, cascade=False),
    Column("attempts", Integer, nullable=False),
    # It is answered from then on, together with what its sender says until then.
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease_holder", String(64)),
    Column("lease_until", UtcDateTime),
    Column("received_at", UtcDateTime, nullable=False),
    Column("processed_at", UtcDateTime),
    *_times(),
    _one_of("state", InboxState, "state"),
    UniqueConstraint("source", "external_id"),
    Index("ix_inbox_state_due_at", "state", "due_at"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    _ref("person_id", "people.id"),
    # The address it is held with, so that linking two addresses can be undone.
    Column("address_id", String(ID_LENGTH)),
    Column("place_kind", String(16), nullable=False),
    Column("place", String(128), nullable=False),
    _ref("server_id", "servers.id", nullable=True, index=False, cascade=False),
    # The server's own id, as far as it is in one.
    Column("server", String(64)),
    Column("name", String(200)),
    Column("summary", Text),
    Column("summed_up", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    *_times(),
    _one_of("place_kind", PlaceKind, "place_kind"),
    Index("ix_conversations_place_last_at", "place", "last_at"),
)

turns = Table(
    "turns",
    metadata,
    _id(),
    _ref("conversation_id", "conversations.id", index=False),
    Column("number", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("answered", Text),
    Column("state", String(16), nullable=False),
    Column("said_by", String(16), nullable=False),
    # What the model wrote and was told, in its own words (JSON).
    Column("messages", Text),
    # What tools returned, and the books that the answer named, in its order.
    Column("seen", Text),
    Column("shown", JSON, nullable=False),
    Column("model", String(128), nullable=False),
    Column("requests", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("micros", BigInteger),
    Column("finished_at", UtcDateTime),
    *_times(),
    _one_of("state", TurnState, "state"),
    _one_of("said_by", SaidBy, "said_by"),
    UniqueConstraint("conversation_id", "number"),
)

facts = Table(
    "facts",
    metadata,
    Column(
        "person_id", String(ID_LENGTH), ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    # The address it was said from, so that linking two addresses can be undone.
    Column("address_id", String(ID_LENGTH)),
    *_times(),
)  # fmt: skip

tastes = Table(
    "tastes",
    metadata,
    Column(
        "person_id", String(ID_LENGTH), ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "book_id", String(ID_LENGTH), ForeignKey("books.id", ondelete="CASCADE"), primary_key=True,
    ),
    Column("taste", String(16), primary_key=True),
    Column("address_id", String(ID_LENGTH)),
    *_times(),
    _one_of("taste", Taste, "taste"),
)  # fmt: skip

handovers = Table(
    "handovers",
    metadata,
    _id(),
    _ref("conversation_id", "conversations.id"),
    _ref("person_id", "people.id"),
    Column("reason", Text, nullable=False),
    # The staff's own thread about it, once there is one.
    Column("thread", String(64), index=True),
    Column("taken_by", String(128)),
    Column("ended_at", UtcDateTime),
    *_times(),
)

# Of addresses, not of people: what was agreed to stays agreed to, whoever an address belongs to.
consents = Table(
    "consents",
    metadata,
    _id(),
    Column("address_kind", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("how", String(64), nullable=False),
    Column("words", Text, nullable=False),
    Column("source", String(255), nullable=False),
    *_times(),
    _one_of("kind", ConsentKind, "kind"),
    Index("ix_consents_address", "address", "address_kind", "kind", "id"),
)

costs = Table(
    "costs",
    metadata,
    _id(),
    _ref("person_id", "people.id", nullable=True, cascade=False),
    Column("kind", String(16), nullable=False),
    # The turn or parcel that it was for.
    Column("what_for", String(ID_LENGTH), nullable=False),
    # Millionths of a US dollar; none where nobody knows the price.
    Column("micros", BigInteger),
    Column("tokens", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    *_times(),
    _one_of("kind", CostKind, "kind"),
    UniqueConstraint("kind", "what_for"),
    Index("ix_costs_person_id_created_at", "person_id", "created_at"),
    Index("ix_costs_created_at", "created_at"),
)

link_codes = Table(
    "link_codes",
    metadata,
    _id(),
    _ref("person_id", "people.id"),
    # From where it was asked for, and which kind of address is to be added.
    Column("asked_kind", String(32), nullable=False),
    Column("asked_from", String(128), nullable=False),
    Column("wanted_kind", String(32), nullable=False),
    # The one address that may be added, if it was named.
    Column("wanted", String(128)),
    Column("digest", String(64), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    *_times(),
    Index("ix_link_codes_asked_from", "asked_from", "created_at"),
    Index("ix_link_codes_wanted", "wanted", "created_at"),
)

# Codes that somebody entered, right or wrong: nobody tries for long.
link_tries = Table(
    "link_tries",
    metadata,
    _id(),
    Column("tried_kind", String(32), nullable=False),
    Column("tried_by", String(128), nullable=False),
    *_times(),
    Index("ix_link_tries_tried_by", "tried_by", "created_at"),
    Index("ix_link_tries_created_at", "created_at"),
)

# Two people who are one. The row of the absorbed one stays and sleeps, with what could not be moved
# because the other had the like of it, so that all of it is still there if they part again.
links = Table(
    "links",
    metadata,
    _id(),
    _ref("person_id", "people.id"),
    _ref("absorbed_id", "people.id"),
    # The addresses that the absorbed one had, and what of both was changed.
    Column("address_ids", JSON, nullable=False),
    Column("kept", JSON, nullable=False),
    Column("undone_at", UtcDateTime),
    *_times(),
    # Nobody sleeps twice at once.
    Index(
        "uq_links_absorbed_id",
        "absorbed_id",
        unique=True,
        sqlite_where=text("undone_at IS NULL"),
        postgresql_where=text("undone_at IS NULL"),
    ),
)

# What was done to people: linked, unlinked, forgotten, exported. It outlives them.
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("person_id", String(ID_LENGTH), nullable=False, index=True),
    Column("deed", String(32), nullable=False),
    Column("detail", JSON, nullable=False),
    *_times(),
)

text_reports = Table(
    "text_reports",
    metadata,
    Column("provider", String(16), primary_key=True),
    # What the provider calls a text of ours.
    Column("message_id", String(128), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("code", String(32)),
    *_times(),
)

# What came with a signed webhook once does not come again.
webhook_nonces = Table(
    "webhook_nonces",
    metadata,
    Column("source", String(32), primary_key=True),
    Column("nonce", String(128), primary_key=True),
    *_times(),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    *_times(),
)

incidents = Table(
    "incidents",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("market", String(64), nullable=False),
    # Whose trouble it is: one host of a market that has many (feeds), else the market's own.
    Column("host", String(255), nullable=False),
    Column("detail", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("failed_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    # How often it came back soon after it was over.
    Column("reopened", Integer, nullable=False),
    *_times(),
    # One open incident of a kind per host at a time.
    Index(
        "uq_incidents_open",
        "market",
        "host",
        "kind",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

incident_searches = Table(
    "incident_searches",
    metadata,
    Column(
        "incident_id", String(ID_LENGTH), ForeignKey("incidents.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "search_id", String(ID_LENGTH), ForeignKey("searches.id", ondelete="CASCADE"),
        primary_key=True, index=True,
    ),
    Column("is_over", Boolean, nullable=False),
    *_times(),
)  # fmt: skip

acceptances = Table(
    "acceptances",
    metadata,
    # The warning an operator accepted before an unofficial market was turned on.
    Column("market", String(64), primary_key=True),
    Column("warning", Text, nullable=False),
    Column("accepted_at", UtcDateTime, nullable=False),
    *_times(),
)

marks = Table(
    "marks",
    metadata,
    # What the program has to remember of itself, such as which markets it planned searches for.
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    *_times(),
)

limit_counts = Table(
    "limit_counts",
    metadata,
    # How often Discord's limits were met, by the hour: rows stay few whatever happens.
    Column("hour", UtcDateTime, primary_key=True),
    Column("cause", String(16), primary_key=True),
    Column("route", String(128), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("longest_s", Float, nullable=False),
    *_times(),
)

alarms = Table(
    "alarms",
    metadata,
    # What the operator was told is wrong, until it is over.
    _id(),
    Column("kind", String(32), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("detail", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    *_times(),
    Index(
        "uq_alarms_open",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

admissions = Table(
    "admissions",
    metadata,
    # Who asked to use alerts while they were opened in stages, and who may.
    Column(
        "person_id",
        String(ID_LENGTH),
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("has_role", Boolean, nullable=False),
    # By which way they came in; null while they wait.
    Column("way", String(16)),
    Column("admitted_at", UtcDateTime),
    # When they were told that their waiting is over.
    Column("told_at", UtcDateTime),
    *_times(),
    CheckConstraint("(way IS NULL) = (admitted_at IS NULL)", name="way_if_admitted"),
    Index("ix_admissions_admitted_at_asked_at", "admitted_at", "asked_at"),
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    _ref("person_id", "people.id"),
    Column("kind", String(16), nullable=False),
    # Null as well once the alert is forgotten.
    _ref("alert_id", "alerts.id", nullable=True, index=False, cascade=False),
    # Null: asked, and not answered yet.
    Column("score", Integer),
    Column("words", Text),
    *_times(),
    _one_of("kind", FeedbackKind, "kind"),
    # One row per question, whose answer can be changed.
    Index("uq_feedback_alert_id", "alert_id", unique=True),
    Index(
        "uq_feedback_service",
        "person_id",
        unique=True,
        sqlite_where=text("kind = 'service'"),
        postgresql_where=text("kind = 'service'"),
    ),
)


def _from_a_source() -> tuple[Column[Any], Column[Any]]:
    """Who said it, and what it is called there."""
    return (
        Column("source", String(64), nullable=False),
        Column("external_id", String(255), nullable=False),
    )


books = Table(
    "books",
    metadata,
    # A work: what people talk about. What can be bought are its editions.
    _id(),
    *_from_a_source(),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("subjects", JSON, nullable=False),
    Column("first_published", Integer),
    Column("released", String(10)),
    # When it first came out, as exact as is known, so that text order is order in time; else empty.
    Column("appeared", String(16), nullable=False),
    Column("rating", Float),
    Column("ratings", Integer),
    Column("readers", Integer),
    # What orders books that fit alike: how many read it, or else how many rated it.
    Column("popularity", Integer, nullable=False),
    Column("cover_url", Text),
    # Of all that was said of it, its editions too: what is said again changes nothing.
    Column("digest", String(64), nullable=False),
    *_times(),
    UniqueConstraint("source", "external_id"),
    Index("ix_books_popularity", "popularity"),
    Index("ix_books_appeared", "appeared"),
)

authors = Table(
    "authors",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    # Its words without case, accents and points: however it is written, it is one author.
    Column("key", String(255), nullable=False, unique=True),
    *_times(),
)

book_twins = Table(
    "book_twins",
    metadata,
    # What one source tells of is the work that another one tells of: both are shown as `of`.
    Column(
        "book_id", String(ID_LENGTH), ForeignKey("books.id", ondelete="CASCADE"), primary_key=True
    ),
    _ref("of", "books.id"),
    *_times(),
)
book_authors = Table(
    "book_authors",
    metadata,
    Column(
        "book_id", String(ID_LENGTH), ForeignKey("books.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("position", Integer, primary_key=True),
    _ref("author_id", "authors.id"),
    *_times(),
)

series = Table(
    "series",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("key", String(255), nullable=False, unique=True),
    *_times(),
)

book_series = Table(
    "book_series",
    metadata,
    Column(
        "book_id", String(ID_LENGTH), ForeignKey("books.id", ondelete="CASCADE"), primary_key=True
    ),
    Column(
        "series_id",
        String(ID_LENGTH),
        ForeignKey("series.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    # As it is counted there: "7", "1.5", "1-3".
    Column("position", String(16)),
    *_times(),
)

book_titles = Table(
    "book_titles",
    metadata,
    # Every title a book is asked for by: of each edition, with and without subtitle or article.
    Column("key", String(255), primary_key=True),
    Column(
        "book_id",
        String(ID_LENGTH),
        ForeignKey("books.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    *_times(),
)

book_texts = Table(
    "book_texts",
    metadata,
    # What is looked through. SQLite keeps its own index of the columns of words
    # (`book_search`), which needs a number for each row; PostgreSQL has indexes on them.
    Column("number", Sequence, primary_key=True, autoincrement=True),
    Column(
        "book_id",
        String(ID_LENGTH),
        ForeignKey("books.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("title_words", Text, nullable=False),
    Column("author_words", Text, nullable=False),
    Column("series_words", Text, nullable=False),
    Column("subject_words", Text, nullable=False),
    # Whole keys, one per line: what is found is compared with them.
    Column("titles", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("series", Text, nullable=False),
    *_times(),
)

book_spellings = Table(
    "book_spellings",
    metadata,
    # A word of the catalogue by itself and by all that is left of it without one letter: two words
    # that are one slip of the pen apart share a row.
    Column("spelling", String(64), primary_key=True),
    Column("word", String(64), primary_key=True),
    *_times(),
)

editions = Table(
    "editions",
    metadata,
    _id(),
    _ref("book_id", "books.id"),
    *_from_a_source(),
    # Thirteen digits. Two sources may tell of one number.
    Column("isbn", String(13), index=True),
    Column("title", Text),
    Column("format", String(64)),
    Column("publisher", Text),
    Column("language", String(16)),
    Column("country", String(2)),
    Column("published", String(10)),
    Column("pages", Integer),
    Column("cover_url", Text),
    *_times(),
    UniqueConstraint("source", "external_id"),
)

stock = Table(
    "stock",
    metadata,
    # The shop's shelf: only the shop says what is on it. No row: it has never said anything.
    Column(
        "edition_id",
        String(ID_LENGTH),
        ForeignKey("editions.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # Null: only the price was said.
    Column("quantity", Integer),
    Column("reserved", Integer, nullable=False),
    Column("price_amount", BigInteger),
    Column("price_currency", String(3)),
    Column("known_at", UtcDateTime, nullable=False),
    *_times(),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("reserved >= 0", name="reserved"),
    CheckConstraint("(price_amount IS NULL) = (price_currency IS NULL)", name="price"),
)


def is_described(name: str | None, kind: str, _parents: Any = None) -> bool:
    """Whether a table, column or index of a database is described here.

    What full-text search needs is of each database's own kind, and made by hand in a migration.
    """
    return not (kind in {"table", "column", "index"} and (name or "").startswith("book_search"))
