"""The table of workspaces."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

workspace = sa.Table(
    "workspace",
    metadata,
    # The address itself is not kept: who reads the database cannot open a workspace with it.
    sa.Column("address_hash", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("made_on", sa.Date, nullable=False),
    sa.Column("used_on", sa.Date, nullable=False),
    sa.Index("workspace_by_use", "used_on"),
)
