"""The pages as Django knows them: templates and tags, no tables of their own."""

from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    """Templates and their tags."""

    name = "imena.web"
    label = "web"
