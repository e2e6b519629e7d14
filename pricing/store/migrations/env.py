"""How Alembic runs the steps: on the connection it is given, all of them in one transaction."""

from alembic import context

from pricing.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
