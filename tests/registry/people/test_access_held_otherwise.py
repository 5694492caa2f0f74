"""Access that comes by two ways opens no more than either: roles, grants, approvals, keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from imena.registry import clock
from imena.registry.actor import Actor, Grant
from imena.registry.models import (
    AccessGrant,
    BurialUnit,
    Examination,
    Membership,
    Operation,
    Site,
    User,
)
from imena.registry.permissions import MATRIX, ROLES, Reach
from imena.registry.queries.people import actor_of
from imena.registry.queries.visible import visible
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused, Repeated, Stale
from imena.registry.services import antemortem, people, scene
from imena.registry.services.act import act
from imena.registry.services.acts import ACTS, sentence_of
from tests.registry.believed import Believed
from tests.registry.cast import Cast

PASSWORD = "довга вигадана фраза"


def newcomer(cast: Cast) -> User:
    return people.add_user(
        cast.administrator, username="nova", display_name="Нова Людина", password=PASSWORD
    )


def granted(cast: Cast, user: User, area: str, *sites: Site) -> AccessGrant:
    return people.grant_access(
        cast.administrator,
        user,
        area=area,
        level="read",
        expires_at=clock.now() + timedelta(days=3),
        reason="огляд",
        approvers=[cast.prosecutor],
        sites=sites,
    )


@pytest.fixture
def here(cast: Cast) -> Site:
    return scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")


@pytest.fixture
def there(cast: Cast) -> Site:
    return scene.open_site(cast.prosecutor, code="KTM", name_uk="Вигаданий яр")


def reading(actor: Actor, area: str, site: Site, level: str = "read") -> Actor:
    return replace(actor, grants=(Grant(area, level, frozenset({site.id})),))


def test_what_is_granted_to_be_read_is_not_written(cast: Cast, here: Site, there: Site) -> None:
    grave = scene.record_grave(cast.prosecutor, there)
    guest = reading(cast.team_at(here), "sites", there)
    assert set(visible(guest, Site)) == {here, there}
    with pytest.raises(NotYours):
        scene.describe_grave(guest, grave, seen=1, note="чуже")
    assert BurialUnit.objects.get().note == ""


def test_what_is_granted_to_be_written_is(cast: Cast, here: Site, there: Site) -> None:
    guest = reading(cast.team_at(here), "sites", there, "write")
    grave = scene.record_grave(guest, there)
    assert scene.describe_grave(guest, grave, seen=1, note="глина").note == "глина"


def test_a_grant_at_one_site_opens_nothing_at_the_team_s_own(cast: Cast, there: Site) -> None:
    believed = Believed(cast)
    unit = believed.unit()
    believed.row(
        Examination,
        unit=unit,
        discipline="pathology",
        examiner_id=cast.examiner.user,
        place="examination",
        began_at=clock.now(),
    )
    guest = reading(cast.team_at(unit.site), "postmortem", there)
    assert not visible(guest, Examination).exists()


@pytest.mark.invariant("I34")
def test_who_changed_another_team_s_record_is_not_told(cast: Cast, here: Site, there: Site) -> None:
    grave = scene.record_grave(cast.prosecutor, there)
    scene.describe_grave(cast.prosecutor, grave, seen=1, note="глина")
    with pytest.raises(NotYours):
        scene.describe_grave(cast.team_at(here), grave, seen=1, note="чуже")
    with pytest.raises(Stale):
        scene.describe_grave(cast.team_at(there), grave, seen=1, note="своє")


@pytest.mark.invariant("I31")
@pytest.mark.parametrize(
    ("role", "area"),
    [("laboratory", "custody"), ("laboratory", "sources"), ("laboratory", "identification"),
     ("laboratory", "postmortem"), ("laboratory", "families"), ("examiner", "antemortem")],
)  # fmt: skip
def test_names_and_graves_come_neither_before_the_role_nor_after_it(
    cast: Cast, role: str, area: str
) -> None:
    user = newcomer(cast)
    grant = granted(cast, user, area)
    with pytest.raises(Broken, match="granted what the role") as refused:
        people.give_role(cast.administrator, user, role, approvers=[cast.prosecutor])
    assert refused.value.invariant == "I31"
    people.end_grant(cast.administrator, grant, seen=1)
    people.give_role(cast.administrator, user, role, approvers=[cast.prosecutor])
    with pytest.raises(Broken, match="never granted"):
        granted(cast, user, area)
    assert actor_of(user.id, cast.operation.id).grants == ()


def test_no_site_of_another_operation_is_granted(cast: Cast) -> None:
    theirs = scene.open_site(Cast.assembled("INSHA").prosecutor, code="PTX", name_uk="Чужий ліс")
    with pytest.raises(NotYours):
        granted(cast, newcomer(cast), "sites", theirs)


def clear(cast: Cast, site: Site, approver: Actor) -> Site:
    return scene.begin_exhumation(
        cast.prosecutor,
        site,
        seen=1,
        regardless=True,
        approvers=[approver],
        reason="загроза розмиву",
    )


def prosecutor(cast: Cast) -> tuple[User, Membership, Actor]:
    user = newcomer(cast)
    held = people.give_role(cast.administrator, user, "prosecutor", approvers=[cast.prosecutor])
    return user, held, actor_of(user.id, cast.operation.id)


@pytest.mark.invariant("I7")
def test_nobody_approves_with_a_role_that_has_ended(cast: Cast, here: Site) -> None:
    _, held, approver = prosecutor(cast)
    assert approver.roles == {"prosecutor"}
    people.end_role(cast.administrator, held, seen=1, reason="перейшла")
    with pytest.raises(NotAllowed):
        clear(cast, here, approver)
    assert Site.objects.get().work_state == "lead"


@pytest.mark.invariant("I7")
def test_nobody_suspended_approves(cast: Cast, here: Site) -> None:
    user, _, approver = prosecutor(cast)
    people.suspend_user(cast.administrator, user, seen=1, reason="звільнено")
    with pytest.raises(NotAllowed):
        clear(cast, here, approver)


@pytest.mark.invariant("I7")
def test_one_person_signed_in_twice_is_one_person(cast: Cast, here: Site) -> None:
    with pytest.raises(Refused, match="all different"):
        clear(cast, here, replace(cast.prosecutor, device="laptop", purpose="удруге"))


def test_nobody_of_another_operation_approves(cast: Cast, here: Site) -> None:
    with pytest.raises(NotAllowed):
        clear(cast, here, Cast.assembled("INSHA").prosecutor)


def test_a_key_is_one_person_s_request_for_one_thing(cast: Cast) -> None:
    def begin(actor: Actor, what: object, code: str) -> None:
        with act(actor, what, key="запит-1") as doing:  # type: ignore[arg-type]
            doing.create(Operation, code=code, name_uk="Проба", opened_on=date(2031, 5, 1))

    begin(cast.administrator, people.BEGIN, "A")
    with pytest.raises(Repeated):
        begin(cast.administrator, people.BEGIN, "B")
    for actor, what in (
        (cast.second("administrator"), people.BEGIN),
        (cast.administrator, people.MAKE_TEAM),
    ):
        with pytest.raises(Refused, match="Another request has used this key") as refused:
            begin(actor, what, "C")
        assert not isinstance(refused.value, Repeated)
    assert set(Operation.objects.values_list("code", flat=True)) == {"PROBA", "A"}


def test_every_act_has_somebody_to_do_it_and_enough_to_stand_behind_it() -> None:
    sentence_of("")  # every service module declares its acts
    for what in ACTS.values():
        done_by = {
            r for r in ROLES if MATRIX[r, what.area].reach(what.need) in (Reach.OWN, Reach.ALL)
        }
        assert done_by, what.name
        if what.approvers:
            assert any(MATRIX[r, what.area].approve for r in ROLES), what.name


def test_no_describing_moves_a_record_elsewhere_or_to_another_time(
    cast: Cast, here: Site, there: Site
) -> None:
    grave = scene.record_grave(cast.prosecutor, here)
    other = Cast.assembled("INSHA")
    for wrong in (
        {"operation": other.operation},
        {"operation_id": other.operation.id},
        {"recorded_at": clock.now() - timedelta(days=400)},
        {"site_id": there.id},
    ):
        with pytest.raises(ValueError, match="cannot be changed"):
            scene.describe_grave(cast.prosecutor, grave, seen=1, **wrong)
    report = antemortem.report(
        cast.interviewer, names=[{"script": "uk", "family": "Вигаданий", "given": "Сава"}]
    )
    for told in ({"liaison_id": cast.liaison.user}, {"duplicate_of_id": report.id}):
        with pytest.raises(ValueError, match="cannot be changed"):
            antemortem.describe(cast.interviewer, report, seen=1, **told)
    assert BurialUnit.objects.get().version == 1


def test_no_team_puts_a_marker_on_another_team_s_grave(cast: Cast, here: Site, there: Site) -> None:
    theirs = scene.record_grave(cast.prosecutor, there)
    mine = scene.record_grave(cast.prosecutor, here)
    team = cast.team_at(here)
    with pytest.raises(NotYours):
        scene.record_marker(team, here, text_verbatim="№ 1", burial_unit=theirs)
    assert (
        scene.record_marker(team, here, text_verbatim="№ 1", burial_unit=mine).burial_unit == mine
    )


def test_no_sample_of_another_operation_is_compared(cast: Cast) -> None:
    believed, others = Believed(cast), Believed(Cast.assembled("INSHA"))
    theirs = others.sample(others.cast.mortuary, unit=others.unit())
    body, missing = believed.remains(), believed.missing()
    with pytest.raises(NotYours):
        believed.compared(body, missing, samples=[theirs])


def test_no_device_writes_on_the_chain_of_another_s_readings(cast: Cast) -> None:
    with pytest.raises(Refused, match="no slash"):
        people.enrol_device(cast.administrator, code="office/reads", name="підміна")
