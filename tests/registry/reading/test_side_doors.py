"""What may not be read is not read by another way either: lists, numbers, histories, reviews."""

from __future__ import annotations

import pytest

from imena.registry.models import (
    AntemortemFinding,
    Contact,
    Entry,
    Event,
    Interview,
    Kinship,
    MissingPerson,
    Notification,
    Person,
    RecoveredUnit,
    Release,
    ReviewCase,
    User,
)
from imena.registry.permissions import ROLES
from imena.registry.queries import antemortem, returning
from imena.registry.queries.finding import page
from imena.registry.queries.history import history_of, recorded, state_of
from imena.registry.queries.identification import reviews
from imena.registry.queries.labels import labels_taken
from imena.registry.refusals import Broken, NotAllowed, NotYours
from imena.registry.services import antemortem as searching
from imena.registry.services import persons
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast

NOTE = "за ДНК не батько"


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


class Family:
    """A father whose kinship fell after a name had been decided on it."""

    def __init__(self, believed: Believed) -> None:
        cast = believed.cast
        self.missing = believed.missing("Горобинський")
        self.father = believed.relative(self.missing, "father")
        body = believed.remains()
        self.decision = believed.confirmed(
            body, self.missing, believed.dna(body, self.missing, self.father)
        )
        kinship = Kinship.objects.get()
        self.kinship = persons.contradict_kinship(
            cast.analyst, kinship, seen=kinship.version, note=NOTE
        )
        searching.entrust(
            cast.interviewer,
            fresh(self.missing),
            seen=fresh(self.missing).version,
            liaison=User.objects.get(pk=cast.liaison.user),
        )
        searching.record_interview(
            cast.interviewer,
            self.missing,
            person=self.father,
            language="uk",
            held_on=A_DAY,
            sections={"appearance": "високий"},
        )


@pytest.fixture
def family(believed: Believed) -> Family:
    return Family(believed)


@pytest.mark.invariant("I17")
def test_who_speaks_with_a_family_finds_no_trace_of_what_genetics_showed(
    cast: Cast, family: Family
) -> None:
    assert fresh(family.decision).status == "suspended"
    for role in ("liaison", "interviewer"):
        mine = cast.actors[role].reading_for("розмова з родиною")
        shown: list[object] = [
            [(r.reason, r.grounds, r.touches) for r in reviews(mine)],
            [(r.blocked_reason, r.state) for r in returning.releases(mine)],
            history_of(mine, family.kinship),
            state_of(mine, family.kinship),
            history_of(mine, family.missing),
            recorded(mine, family.kinship.id).__dict__,
        ]
        if role == "liaison":
            shown += [history_of(mine, fresh(family.decision))]
            shown += [history_of(mine, review) for review in ReviewCase.objects.all()]
        told = repr(shown)
        for word in ("contradict", NOTE):
            assert word not in told, (role, word)
        now = state_of(mine, family.kinship)
        assert now is not None
        assert (now.fields["relationship"], "standing" in now.fields) == ("father", False)
        with pytest.raises(NotYours):
            page(mine, Kinship, column="id", after=str(family.missing.id))
    assert "contradict" in repr(history_of(cast.analyst.reading_for("звірка"), family.kinship))


#: Kinds that hold what is kept under a person's own key.
PERSONAL = [
    MissingPerson,
    Interview,
    AntemortemFinding,
    Person,
    Contact,
    Notification,
    Release,
]


@pytest.mark.invariant("I32")
@pytest.mark.parametrize("model", PERSONAL, ids=lambda m: m.__name__)
def test_a_page_of_what_is_personal_is_a_reading(
    cast: Cast, family: Family, model: type[Entry]
) -> None:
    rows = model._default_manager.count()
    before = Event.objects.filter(type="read.named").count()
    zero = "00000000-0000-0000-0000-000000000000"
    if rows:
        with pytest.raises(Broken) as refused:
            page(cast.prosecutor, model, column="id", after=zero)
        assert refused.value.invariant == "I32"
        page(cast.prosecutor.reading_for("звірка"), model, column="id", after=zero)
    assert Event.objects.filter(type="read.named").count() == before + bool(rows)


@pytest.mark.invariant("I32")
def test_finding_out_what_an_id_is_reads_nothing(cast: Cast, family: Family) -> None:
    found = recorded(cast.analyst, family.missing.id)
    assert (type(found), found.pk) == (MissingPerson, family.missing.id)
    assert "Горобинський" not in repr(found.__dict__)
    with pytest.raises(Broken):
        history_of(cast.analyst, found)


def test_nothing_hidden_is_asked_for_by_way_of_what_is_seen(cast: Cast, family: Family) -> None:
    for asked in (
        {"samples__donor__names__contains": "Горобинський"},
        {"associations__individual__decisions__standing": True},
        {"site__code__startswith": "T"},
        {"nothing": 1},
    ):
        with pytest.raises(NotYours):
            page(cast.mortuary, RecoveredUnit, **asked)
    with pytest.raises(NotYours):
        page(cast.board.reading_for("звірка"), Interview, column="id", with_=("missing",))
    (unit,) = page(cast.mortuary, RecoveredUnit, place="store", with_=("site",)).rows
    assert unit.site.code


@pytest.mark.invariant("I31")
def test_labels_of_earlier_lists_are_for_whoever_takes_lists_over(cast: Cast) -> None:
    for role in set(ROLES) - {"prosecutor"}:
        with pytest.raises(NotAllowed):
            labels_taken(cast.actors[role])
    assert labels_taken(cast.prosecutor)["missing"] == set()


def test_relatives_are_in_a_family_s_file_for_who_may_read_of_them(
    cast: Cast, family: Family
) -> None:
    for role, count in (("analyst", 0), ("liaison", 1), ("prosecutor", 1)):
        mine = cast.actors[role].reading_for("розмова")
        assert len(antemortem.family_file(mine, family.missing.id).relatives) == count
