"""A first migration makes its tables together, and the same ones as one after the other."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations.operations.models import AddConstraint, CreateModel
from django.db.migrations.state import ProjectState

from imena.registry.engine.at_once import AtOnce

OPERATIONS = [
    CreateModel(
        "Box", [("id", models.BigAutoField(primary_key=True)), ("n", models.IntegerField())]
    ),
    CreateModel(
        "Item",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("box", models.ForeignKey("toys.Box", models.PROTECT)),
        ],
    ),
    AddConstraint("box", models.UniqueConstraint("n", name="toys_box_n_once")),
]


def test_the_models_are_the_same() -> None:
    together, one_by_one = ProjectState(), ProjectState()
    AtOnce(OPERATIONS).state_forwards("toys", together)
    for operation in OPERATIONS:
        operation.state_forwards("toys", one_by_one)
    assert together == one_by_one


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_there_with_their_constraints() -> None:
    before, after = ProjectState(), ProjectState()
    AtOnce(OPERATIONS).state_forwards("toys", after)
    try:
        with connection.schema_editor() as editor:
            AtOnce(OPERATIONS).database_forwards("toys", editor, before, after)
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "toys_box")
            assert found["toys_box_n_once"]["unique"]
            assert connection.introspection.get_relations(cursor, "toys_item")["box_id"]
    finally:
        with connection.schema_editor() as editor:
            for name in ("item", "box"):
                editor.delete_model(after.apps.get_model("toys", name))
