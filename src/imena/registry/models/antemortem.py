"""The missing, their relatives and what these told us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from imena.registry.models.record import (
    Coded,
    PartialDate,
    Record,
    belongs,
    listed,
    may_belong,
    one_of,
    stated,
    text,
)


class MissingPerson(Record):
    """Somebody who is looked for. Never assumed dead before remains bear it out."""

    AREA = "antemortem"
    PERSONAL = frozenset(
        {"names", "name_sort", "name_keys", "born", "birth_place", "documents", "description"}
    )
    SUBJECT = "id"
    USERS = ("liaison",)

    number = models.CharField(max_length=40, unique=True)
    # What earlier lists call the report, where it was taken over from one.
    label = models.CharField(max_length=60, blank=True)
    # [{"script": "uk", "family": …, "given": …, "patronymic": …, "kind": "own" | "former"}]
    names = listed()
    name_sort = models.CharField(max_length=200, blank=True, db_index=True)
    # Every name as spelling keys, as `imena.registry.queries.same.name_keys` makes them.
    name_keys = text()
    sex = Coded("sex_reported", default="unknown")
    born = PartialDate(blank=True)
    birth_place = text()
    documents = stated()
    description = stated()
    population = Coded("population", default="unknown")
    last_seen = PartialDate(blank=True)
    last_seen_place = text()
    state = Coded("missing_state", default="reported")
    declared_dead_by_court = models.BooleanField(default=False)
    duplicate_of = may_belong("MissingPerson")
    # Who keeps in touch with the family.
    liaison = may_belong("User")

    class Meta:
        indexes = [
            models.Index(fields=["operation", "state", "number"]),
            models.Index(fields=["operation", "name_sort", "number"]),
            # Whether any of them has changed is asked of this one: see `queries.name_index`.
            models.Index(fields=["operation", "version"]),
        ]
        constraints = [
            models.UniqueConstraint(
                "operation", "label", condition=~Q(label=""), name="missing_label_once"
            )
        ]


class Person(Record):
    """A relative, donor, informant or official: kept apart, and erasable when the law says so."""

    AREA = "persons"
    PERSONAL = frozenset(
        {
            "label", "names", "name_keys", "sex", "born", "dead", "died", "contact",
            "contact_rules",
        }
    )  # fmt: skip
    SUBJECT = "id"
    USERS = ("kinships__missing__liaison",)

    code = models.CharField(max_length=40, unique=True)
    # What earlier lists call them, where they were taken over from one.
    label = models.CharField(max_length=60, blank=True)
    names = listed()
    name_keys = text()
    sex = Coded("sex_reported", default="unknown")
    born = PartialDate(blank=True)
    # A relative who has died is drawn in the family’s tree and asked for nothing.
    dead = models.BooleanField(default=False)
    died = PartialDate(blank=True)
    contact = stated()
    # Which manners, through whom, or not at all: `imena.registry.services.contact`.
    contact_rules = stated()
    language = models.CharField(max_length=2, default="uk")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # As of the missing: whether any has changed.
        indexes = [models.Index(fields=["operation", "version"])]


class Kinship(Record):
    """How a person says they are related to a missing one, and what became of that."""

    AREA = "antemortem"
    PERSONAL = frozenset({"proof", "restricted_note"})
    SUBJECT = "person_id"
    USERS = ("missing__liaison",)

    person = belongs("Person", related_name="kinships")
    missing = belongs("MissingPerson", related_name="kinships")
    relationship = Coded("relationship")
    standing = Coded("kinship_standing", default="claimed")
    proof = text()
    # Genetic work can show what a family does not know: this never leaves for the family's file.
    restricted_note = text()

    class Meta:
        constraints = [models.UniqueConstraint("person", "missing", name="kin_once")]


class Consent(Record):
    """For one purpose, in words and a language the person had before them."""

    AREA = "antemortem"
    USERS = ("person__kinships__missing__liaison",)

    person = belongs("Person", related_name="consents")
    purpose = Coded("consent_purpose")
    form_version = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "purpose", condition=Q(withdrawn_on=None), name="consent_once"
            )
        ]


class Interview(Record):
    """What a family told, section by section, as they told it."""

    AREA = "antemortem"
    PERSONAL = frozenset({"sections"})
    SUBJECT = "person_id"
    USERS = ("missing__liaison",)

    missing = belongs("MissingPerson", related_name="interviews")
    person = may_belong("Person")
    interviewer = belongs("User")
    interpreter = text()
    language = models.CharField(max_length=2)
    held_on = models.DateField()
    sections = stated()


class AntemortemFinding(Record):
    """A tooth, a scar, a coat: the same forms as after death, from records or memory."""

    AREA = "antemortem"
    PERSONAL = frozenset({"data", "note"})
    SUBJECT = "missing_id"
    USERS = ("missing__liaison",)

    missing = belongs("MissingPerson", related_name="findings")
    kind = Coded("finding_kind")
    status = Coded("finding_status")
    region = Coded("body_region", blank=True)
    data = stated()
    source = Coded("antemortem_source")
    as_of = PartialDate(blank=True)
    replaces = may_belong("AntemortemFinding")
    note = text()


class LifeProof(Record):
    """A sign that somebody lives: at once it suspends every decision that names them (I15)."""

    AREA = "antemortem"
    USERS = ("missing__liaison",)

    missing = may_belong("MissingPerson", related_name="life_proofs")
    unlisted = may_belong("Person", related_name="life_proofs")
    kind = Coded("life_proof_kind")
    seen_on = PartialDate(blank=True)
    source = text()
    withdrawn = models.BooleanField(default=False)
    withdrawn_reason = text()

    class Meta:
        constraints = [one_of("missing", "unlisted", name="i15_lives_one_person")]


class CourtDeclaration(Record):
    """A court declared the person dead or missing. It never ends the search (I24)."""

    AREA = "antemortem"
    USERS = ("missing__liaison",)

    missing = belongs("MissingPerson", related_name="declarations")
    kind = Coded("court_declaration")
    court = models.CharField(max_length=200)
    decided_on = models.DateField()
    reference = models.CharField(max_length=100, blank=True)
