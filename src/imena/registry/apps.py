"""The case file as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Registry(AppConfig):
    """The only application of the project: one line of migrations, no maze between applications."""

    name = "imena.registry"
    label = "registry"
