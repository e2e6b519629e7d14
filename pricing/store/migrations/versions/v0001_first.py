"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the one row of the store's own state."""
    _prices()
    _sources()
    state = op.create_table(
        "store_state",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("book_revision", sa.BigInteger, nullable=False),
        sa.Column("state_revision", sa.BigInteger, nullable=False),
        sa.Column("bundle", sa.String(64), nullable=False),
    )
    op.bulk_insert(state, [{"id": 1, "book_revision": 1, "state_revision": 1, "bundle": ""}])


def _prices() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reader", sa.String(100), nullable=False),
        sa.Column("provider", sa.String(500), nullable=False),
        sa.Column("region", sa.String(500), nullable=False),
        sa.Column("instance_type", sa.String(500), nullable=False),
        sa.Column("purchase_option", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(100), nullable=False),
        sa.Column("payment", sa.String(40), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("usd_per_hour", sa.Float(53), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("accelerator", sa.String(100), nullable=False),
        sa.Column("accelerators", sa.Integer),
        sa.UniqueConstraint(
            "reader", "provider", "region", "instance_type", "purchase_option", "zone", "payment",
            "source", name="one_series",
        ),
    )  # fmt: skip
    op.create_index("series_by_type", "series", ["instance_type", "region"])
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("series_id", sa.BigInteger, sa.ForeignKey("series.id"), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("last_seen", TIME),
        sa.Column("usd_per_hour", sa.Float(53), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
    )
    op.create_index("change_by_series", "change", ["series_id", "since", "id"])


def _sources() -> None:
    op.create_table(
        "source_state",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("last_attempt", TIME),
        sa.Column("last_success", TIME),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", TIME),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("stage_at", TIME),
    )
    op.create_table(
        "source_part",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("address", sa.String(700), primary_key=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("read_at", TIME, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
    )
    op.create_table(
        "rejected_row",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("address", sa.String(700), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("row", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "interruption",
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("region", sa.String(100), primary_key=True),
        sa.Column("instance_type", sa.String(100), primary_key=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("saving_percent", sa.Integer, nullable=False),
        sa.Column("read_at", TIME, nullable=False),
    )
