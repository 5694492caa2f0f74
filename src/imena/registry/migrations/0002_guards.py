"""What was recorded stays: triggers on both databases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from imena.registry.ledger.triggers import creation, removal


def _install(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, creation(editor.connection.vendor))


def _remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, removal(editor.connection.vendor))


def _run(editor: BaseDatabaseSchemaEditor, statements: Iterable[str]) -> None:
    for statement in statements:
        # No parameters at all, so that the percent signs of a trigger's text stay what they are.
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Runs the statements of :mod:`imena.registry.ledger.triggers`."""

    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(_install, _remove)]
