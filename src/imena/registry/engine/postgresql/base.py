"""The connection Django makes to PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from imena.registry.engine.judgement import Judgement, refuse_unsafe
from imena.registry.engine.postgresql.judged import facts_of, judge


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django knows it, on a server that does not forget.

    ``throwaway`` in ``OPTIONS`` takes any server: for tests, whose data nobody will miss.
    """

    #: Whether an unsafe server is refused; the doctor only looks.
    refusing = True
    throwaway = False

    def get_connection_params(self) -> dict[str, Any]:
        """Without what is for this class."""
        params: dict[str, Any] = super().get_connection_params()
        self.throwaway = bool(params.pop("throwaway", False))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and leave again when the server may lose what it acknowledges."""
        connection = super().get_new_connection(conn_params)
        if self.refusing and not self.throwaway:
            try:
                refuse_unsafe(self.judged(connection))
            except BaseException:
                connection.close()
                raise
        return connection

    def judged(self, connection: Any) -> list[Judgement]:
        """What is to be said of the server behind ``connection``."""
        judgements = judge(facts_of(connection))
        if not connection.autocommit:
            connection.rollback()  # asking has begun a transaction
        return judgements
