"""What SQLAlchemy says to PostgreSQL by the way, said as seldom as may be; loaded with the driver alone."""

from __future__ import annotations

import select
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg


class Sparing(PGDialect_psycopg):
    """Asks a connection whether it lives only where its socket has something to tell, and keeps what was prepared."""

    supports_statement_cache = True

    def do_ping(self, dbapi_connection: Any) -> bool:
        """A server that goes away closes its sockets: to ask it each time is a trip for nothing."""
        if not dbapi_connection.closed and _is_quiet(dbapi_connection.fileno()):
            return True
        return bool(super().do_ping(dbapi_connection))  # type: ignore[no-untyped-call] # SQLAlchemy's has no types

    def do_rollback(self, dbapi_connection: Any) -> None:
        """What was only read ends with COMMIT: after a ROLLBACK the driver forgets what the server has prepared.

        All is then planned anew: 9 ms for the look that follows every commit.
        """
        is_well = dbapi_connection.pgconn.transaction_status == TransactionStatus.INTRANS
        if dbapi_connection.read_only and is_well:
            dbapi_connection.commit()
        else:
            dbapi_connection.rollback()


def _is_quiet(socket: int) -> bool:
    """Nothing to read on it, the end included."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return not poll.poll(0)
