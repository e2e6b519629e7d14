"""Bringing a database to the schema this version knows, whatever it is at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, String, column, inspect, select, table

from pricing.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables that change together, step by step.

    Attributes:
        what: what they hold, for people.
        head: the step this version of Crossover knows as the last.
        steps: folder of the steps.
        version_table: where the database says which step it is at.
    """

    what: str
    head: str
    steps: Path
    version_table: str = "alembic_version"


PRICES = Schema("price store", "v0001", Path(__file__).parent / "migrations")


def schema_of(connection: Connection, schema: Schema = PRICES) -> str:
    """The step a database is at; empty for one without these tables."""
    if not inspect(connection).has_table(schema.version_table):
        return ""
    step = column("version_num", String)
    found = connection.execute(select(step).select_from(table(schema.version_table)))
    return found.scalar() or ""


def migrate(connection: Connection, schema: Schema = PRICES) -> None:
    """Run the steps that are missing, in the connection's transaction.

    Raises:
        StoreError: the database was written by a newer version of Crossover.
    """
    at = schema_of(connection, schema)
    if at == schema.head:
        return
    # Slow to import, and needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.steps).replace("%", "%%"))
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if at and at not in known:
        raise StoreError(f"the {schema.what} has the schema {at!r} of a newer version of Crossover")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = schema.version_table
    command.upgrade(config, "head")
