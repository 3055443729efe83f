"""The one door to PostgreSQL: connections, and the tables in it."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

if TYPE_CHECKING:
    from collections.abc import Iterator

Database: TypeAlias = ConnectionPool[Connection[DictRow]]
Transaction: TypeAlias = Connection[DictRow]

_MIGRATING = 0x6B737072  # one process at a time makes the tables
_SCHEMAS = ("schema.sql", "schema_opened.sql", "schema_handed.sql")


def connect(address: str, at_most: int = 8) -> Database:
    """A pool that is open; a connection that broke is made anew.

    Args:
        address: As libpq takes it.
        at_most: Connections at the same time.

    Raises:
        psycopg_pool.PoolTimeout: Nothing answers within ten seconds.
    """
    pool: Database = ConnectionPool(
        address,
        connection_class=Connection[DictRow],
        # Times come back as they were hashed, wherever the server is.
        kwargs={"row_factory": dict_row, "options": "-c timezone=UTC"},
        min_size=1,
        max_size=at_most,
        check=ConnectionPool.check_connection,
        open=True,
    )
    pool.wait(10)
    return pool


def migrate(database: Database) -> None:
    """Makes the tables that are not there yet."""
    with database.connection() as transaction:
        transaction.execute("select pg_advisory_xact_lock(%s)", [_MIGRATING])
        for name in _SCHEMAS:
            transaction.execute(resources.files(__package__).joinpath(name).read_bytes())


def one(transaction: Transaction, query: str, *values: Any) -> DictRow | None:
    """The first row that a query gives."""
    return transaction.execute(query.encode(), values).fetchone()


def every(transaction: Transaction, query: str, *values: Any) -> Iterator[DictRow]:
    """Each row that a query gives."""
    yield from transaction.execute(query.encode(), values)
