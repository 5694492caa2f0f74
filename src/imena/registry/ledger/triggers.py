"""Triggers that refuse to change or delete what was recorded, on both databases.

They protect from accidents and from programs that are not ours. They are no proof: whoever may drop
a trigger may also rewrite a row, and `imena.registry.ledger.verify` is what finds that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

#: Table → the columns, alone or together, by which SQLite might replace a row of it.
INSERT_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "registry_event": (("id",), ("key",)),
    "registry_link": (("event_id",), ("index",), ("device", "seq")),
    "registry_opening": (("id",),),
    "registry_numberissued": (("number",),),
}

#: A data key is destroyed or left alone, never exchanged.
DELETE_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {"registry_datakey": (("subject",),)}


def creation(vendor: str) -> list[str]:
    """The statements that create the triggers. ``vendor`` is ``sqlite`` or ``postgresql``."""
    return list(_created(vendor))


def removal(vendor: str) -> list[str]:
    """The statements that drop them again."""
    on = vendor == "postgresql"
    dropped = [
        f"DROP TRIGGER {name}" + (f" ON {table}" if on else "")
        for table, _, name, _ in _triggers(vendor)
    ]
    return [*dropped, "DROP FUNCTION imena_refuse()"] if on else dropped


def _triggers(vendor: str) -> Iterator[tuple[str, str, str, str]]:
    """Table, operation, name, and the condition under which it is refused."""
    for table, keys in {**INSERT_ONLY, **DELETE_ONLY}.items():
        yield table, "UPDATE", f"{table}_no_update", ""
        if table in INSERT_ONLY:
            yield table, "DELETE", f"{table}_no_delete", ""
        if vendor == "postgresql":
            yield table, "TRUNCATE", f"{table}_no_truncate", ""
            continue
        # INSERT OR REPLACE deletes the old row without asking its DELETE trigger.
        there = " OR ".join(
            "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
            for key in keys
        )
        when = f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {there})"
        yield table, "INSERT", f"{table}_no_replace", when


def _created(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            "CREATE FUNCTION imena_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% on % is refused: what was recorded stays', TG_OP, TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table, operation, name, when in _triggers(vendor):
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION imena_refuse()"
            )
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table}{when} BEGIN SELECT "
                f"RAISE(ABORT, '{operation} on {table} is refused: what was recorded stays'); END"
            )
