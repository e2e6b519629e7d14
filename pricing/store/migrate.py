"""Bringing a store to the schema this version knows, whatever it is at."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pricing.store.errors import StoreError

HEAD = "v0001"
MIGRATIONS = Path(__file__).parent / "migrations"


def schema_of(connection: Connection) -> str:
    """The schema a store is at; empty for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def migrate(connection: Connection) -> None:
    """Run the steps that are missing, in the connection's transaction.

    Raises:
        StoreError: the store was written by a newer version of Crossover.
    """
    at = schema_of(connection)
    if at == HEAD:
        return
    # Slow to import, and needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if at and at not in known:
        raise StoreError(f"the price store has the schema {at!r} of a newer version of Crossover")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
