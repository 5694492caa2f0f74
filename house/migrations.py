"""Write the first migration anew from the models: until a release, there is one.

``python -m house.migrations`` after a model has changed; ``--check`` says whether that is due.
Migrations written by hand (``0002_guards``) stand after it and are left alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src" / "imena" / "registry" / "migrations"
FIRST = FOLDER / "0001_initial.py"


def written() -> str:
    """The text that the first migration should have."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["IMENA_HOME"] = home
        from imena.registry.start import start

        start()
        from django.apps import apps
        from django.db.migrations.autodetector import MigrationAutodetector
        from django.db.migrations.graph import MigrationGraph
        from django.db.migrations.questioner import MigrationQuestioner
        from django.db.migrations.state import ProjectState
        from django.db.migrations.writer import MigrationWriter

        from imena.registry.engine.at_once import AtOnce

        begun = MigrationQuestioner(specified_apps={"registry"})
        detector = MigrationAutodetector(ProjectState(), ProjectState.from_apps(apps), begun)
        changes = detector.changes(graph=MigrationGraph(), trim_to_apps={"registry"})
        (migration,) = changes["registry"]
        migration.name = FIRST.stem
        setattr(migration, "operations", [AtOnce(migration.operations)])  # noqa: B010
        setattr(migration, "initial", True)  # noqa: B010 - a class variable to its stub
        return MigrationWriter(migration, include_header=False).as_string()


def main() -> int:
    """Write it, or with ``--check`` compare."""
    text = written()
    if "--check" in sys.argv[1:]:
        same = FIRST.exists() and FIRST.read_text(encoding="utf-8") == text
        if not same:
            print("0001_initial.py is not what the models say: python -m house.migrations")
        return 0 if same else 1
    FOLDER.mkdir(exist_ok=True)
    if not (FOLDER / "__init__.py").exists():
        (FOLDER / "__init__.py").write_text(
            '"""The way from an empty database to the tables of this release."""\n',
            encoding="utf-8",
        )
    FIRST.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
