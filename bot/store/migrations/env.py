"""Alembic's entry: migrate the connection that `bot.store.migrate` hands over, all or nothing."""

from alembic import context

from bot.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes columns only by making the table anew.
    render_as_batch=True,
    # SQLite does roll tables back; Alembic does not expect that of it.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
