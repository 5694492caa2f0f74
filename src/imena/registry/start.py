"""The case file is opened once a process, by a door."""

from __future__ import annotations

import os


def start() -> None:
    """Make the case file's records, services and queries importable. A second call does nothing.

    Django takes about a second; a command that does not need it must not call this.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imena.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
