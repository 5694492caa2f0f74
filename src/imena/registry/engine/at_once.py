"""Make many tables from one look at the models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """The operations of a first migration, their tables made together.

    One after the other, Django builds every model anew for each of them, which takes as long as the
    square of their number: four seconds instead of one for the seventy tables of a case file.
    """

    serialization_expand_args: ClassVar[list[str]] = ["operations"]
    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As a migration is written."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """What the models are afterwards."""
        state.__dict__.pop("apps", None)  # built anew when it is next asked for, once
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables of all models that were not there before."""
        for model in to_state.apps.get_app_config(app_label).get_models():
            if (app_label, model._meta.model_name) not in from_state.models:
                schema_editor.create_model(model)

    def describe(self) -> str:
        """For a person who watches."""
        return "Make the tables of the case file"
