"""The tables of the state. Everything that never changes is kept as one JSON document."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(80), nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("briefing", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("horizon_days", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("lease_holder", String(200)),
    Column("lease_until", Float),
    Column("content", JSON),
    UniqueConstraint("briefing", "period", name="one_run_per_period"),
)

base_customers = Table(
    "base_customers",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("customer", String(200), primary_key=True),
    Column("owner", String(200)),
    Column("probability", Float, nullable=False),
    Column("expected_value", Float, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String(300), primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("content", JSON, nullable=False),
    UniqueConstraint("run_id", "owner", name="one_note_per_owner"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", String(300), primary_key=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("customer", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    UniqueConstraint("run_id", "customer", name="one_flag_per_customer"),
    Index("flags_by_note", "note_id"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("action", String(20), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("reviews_by_note", "note_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("flag_id", ForeignKey("flags.id"), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Index("verdicts_by_flag", "flag_id"),
)

threads = Table(
    "threads",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("content", JSON, nullable=False),
)

told = Table(
    "told",
    metadata,
    Column("policy", String(80), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("question", Text, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("person", String(200), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cost", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("surface", String(20), nullable=False),
    Column("act", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("previous", String(80), nullable=False),
    Column("hash", String(80), nullable=False),
    Index("audit_by_person", "by", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(80), nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("at", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("thread", String(200), nullable=False),
    Column("meaning", String(80), nullable=False),
    Column("content", JSON, nullable=False),
    Index("answers_by_meaning", "by", "meaning"),
    Index("answers_by_thread", "thread"),
)

wordings = Table(
    "wordings",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("wording", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(400), primary_key=True),
    Column("note_id", ForeignKey("notes.id"), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("place", Text, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("note_id", "channel", name="once_per_channel"),
    Index("deliveries_by_state", "state"),
)
