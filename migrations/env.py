"""Runs a migration on one of the two databases: ``main`` or ``keystore``.

`service.database` hands over an open connection and the database's name; each database keeps its
own version, and every migration says what it does to each.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations(database=context.config.attributes["database"])
