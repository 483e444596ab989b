"""The two databases: opening them and migrating them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url

from service.paths import MIGRATIONS
from service.store.base import Base, KeystoreBase

MAIN, KEYSTORE = "main", "keystore"
_METADATA = {MAIN: Base.metadata, KEYSTORE: KeystoreBase.metadata}


def normalised(url: str) -> str:
    """Give a database address with the driver we use; make an SQLite file's folder."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database).resolve()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        parsed = parsed.set(database=str(path))
    return parsed.render_as_string(hide_password=False)


def upgrade(engine: Engine, database: str) -> None:
    """Bring a database to the newest schema."""
    with engine.begin() as connection:
        command.upgrade(_config(connection, database), "head")


def is_current(engine: Engine) -> bool:
    """Whether a database has the newest schema."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def is_set_up(url: str) -> bool:
    """Whether there is a migrated database at an address; none is made by asking."""
    parsed = make_url(normalised(url))
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return False
    engine = create_engine(parsed)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() is not None
    finally:
        engine.dispose()


def differences(engine: Engine, database: str) -> list[object]:
    """List where a migrated database differs from the models; empty when the two agree."""
    from alembic.autogenerate import compare_metadata

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, _METADATA[database]))


def _config(connection: Connection, database: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, database=database, metadata=_METADATA[database])
    return config
