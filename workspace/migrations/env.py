"""How Alembic runs the steps: on the connection it is given, all of them in one transaction."""

from alembic import context

from workspace.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    version_table=context.config.attributes["version_table"],
)
context.run_migrations()
