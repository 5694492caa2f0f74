"""Nobody gives themselves access, and what is given takes two people and ends."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from imena.registry import clock
from imena.registry.models import Event, HazardClearance, Membership, Site, User
from imena.registry.permissions import AREAS, MATRIX, ROLES, Need, Reach, may
from imena.registry.queries.people import actor_of
from imena.registry.queries.visible import visible
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import people, scene
from imena.registry.services.signin import sign_in
from tests.registry.cast import Cast

PASSWORD = "довга вигадана фраза"


def user_of(actor_id: uuid.UUID) -> User:
    return User.objects.get(pk=actor_id)


def newcomer(cast: Cast) -> User:
    return people.add_user(
        cast.administrator, username="nova", display_name="Нова Людина", password=PASSWORD
    )


@pytest.mark.django_db
def test_a_case_file_begins_once_and_with_two_administrators() -> None:
    one, two = ("a", "Ада", PASSWORD), ("b", "Ера", PASSWORD)
    with pytest.raises(Refused, match="two administrators"):
        people.begin_operation(code="PROBA", name_uk="Проба", administrators=[one, one])
    _, (first, second) = people.begin_operation(
        code="PROBA", name_uk="Проба", administrators=[one, two]
    )
    assert actor_of(first.user, first.operation).roles == {"administrator"}
    assert user_of(second.user).check_password(PASSWORD)
    with pytest.raises(Refused, match="begun already"):
        people.begin_operation(code="INSHA", name_uk="Інша", administrators=[one, two])


def test_a_role_takes_two_people_neither_of_whom_gets_it(cast: Cast) -> None:
    user = newcomer(cast)
    with pytest.raises(Refused, match="1 more people"):
        people.give_role(cast.administrator, user, "board", approvers=[])
    with pytest.raises(Refused, match="themselves"):
        people.give_role(
            cast.administrator,
            user_of(cast.administrator.user),
            "board",
            approvers=[cast.prosecutor],
        )
    with pytest.raises(Refused, match="themselves"):
        people.give_role(
            cast.administrator,
            user_of(cast.prosecutor.user),
            "board",
            approvers=[cast.prosecutor],
        )
    with pytest.raises(NotAllowed):
        people.give_role(cast.administrator, user, "board", approvers=[cast.analyst])
    people.give_role(cast.administrator, user, "board", approvers=[cast.prosecutor])
    assert actor_of(user.id, cast.operation.id).roles == {"board"}


def test_a_role_that_ended_is_gone_at_once(cast: Cast) -> None:
    user = newcomer(cast)
    held = people.give_role(cast.administrator, user, "board", approvers=[cast.prosecutor])
    people.end_role(cast.administrator, held, seen=1, reason="перейшла в інший відділ")
    assert actor_of(user.id, cast.operation.id).roles == frozenset()
    assert Membership.objects.get(pk=held.pk).version == 2


def test_somebody_suspended_is_nobody(cast: Cast) -> None:
    user = newcomer(cast)
    people.suspend_user(cast.administrator, user, seen=1, reason="звільнено")
    with pytest.raises(NotYours):
        actor_of(user.id, cast.operation.id)


def test_an_administrator_sees_nothing_of_the_case(cast: Cast) -> None:
    scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")
    case = set(AREAS) - {"users", "operation", "policy", "vocabulary", "numbers"}
    assert {a for a in case if may(cast.administrator, a, Need.READ).allowed} == set()
    assert not visible(cast.administrator, Site).exists()


def test_a_grant_reaches_its_area_and_sites_until_it_ends(cast: Cast) -> None:
    user = newcomer(cast)
    here = scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")
    scene.open_site(cast.prosecutor, code="KTM", name_uk="Вигаданий яр")
    for site in Site.objects.all():
        scene.clear_hazards(
            cast.prosecutor,
            site,
            certificate="Д",
            cleared_on=date(2031, 5, 1),
            cleared_by="ДСНС",
            covers="усе",
        )
    grant = people.grant_access(
        cast.administrator,
        user,
        area="sites",
        level="read",
        expires_at=clock.now() + timedelta(days=3),
        reason="огляд ділянки",
        approvers=[cast.prosecutor],
        sites=[here],
    )
    guest = actor_of(user.id, cast.operation.id)
    assert list(visible(guest, Site)) == [here]
    assert visible(guest, HazardClearance).count() == 1
    with pytest.raises(NotAllowed):
        scene.record_grave(guest, here)
    people.end_grant(cast.administrator, grant, seen=1)
    assert not visible(actor_of(user.id, cast.operation.id), Site).exists()


@pytest.mark.invariant("I31")
@pytest.mark.parametrize(
    ("first", "second"),
    [("laboratory", "analyst"), ("mortuary", "laboratory"), ("examiner", "interviewer"),
     ("liaison", "examiner"), ("laboratory", "examiner")],
)  # fmt: skip
def test_who_sees_codes_or_examines_is_given_no_role_that_sees_more(
    cast: Cast, first: str, second: str
) -> None:
    user = newcomer(cast)
    people.give_role(cast.administrator, user, first, approvers=[cast.prosecutor])
    with pytest.raises(Broken, match="never one person’s"):
        people.give_role(cast.administrator, user, second, approvers=[cast.prosecutor])
    assert actor_of(user.id, cast.operation.id).roles == {first}


@pytest.mark.invariant("I31")
def test_names_are_never_granted_to_who_examines(cast: Cast) -> None:
    user = newcomer(cast)
    people.give_role(cast.administrator, user, "examiner", approvers=[cast.prosecutor])
    with pytest.raises(Broken, match="never granted"):
        people.grant_access(
            cast.administrator,
            user,
            area="antemortem",
            level="read",
            expires_at=clock.now() + timedelta(days=1),
            reason="звірка",
            approvers=[cast.prosecutor],
        )


@pytest.mark.parametrize("area", ["users", "policy", "laboratory"])
def test_no_grant_opens_what_only_a_role_may(cast: Cast, area: str) -> None:
    with pytest.raises(Refused, match="comes with a role"):
        people.grant_access(
            cast.administrator,
            newcomer(cast),
            area=area,
            level="read",
            expires_at=clock.now() + timedelta(days=1),
            reason="x",
            approvers=[cast.prosecutor],
        )


def test_a_password_is_no_fact_and_stands_nowhere_in_the_ledger(cast: Cast) -> None:
    user = newcomer(cast)
    with pytest.raises(Refused, match="1 more people"):
        people.set_password(cast.administrator, user, password="інша довга фраза", approvers=[])
    assert user_of(user.id).check_password(PASSWORD)
    people.set_password(
        cast.administrator, user, password="інша довга фраза", approvers=[cast.prosecutor]
    )
    kept = user_of(user.id)
    assert kept.check_password("інша довга фраза")
    assert kept.version == 1
    event = Event.objects.get(type="people.set_password")
    assert "password" not in event.body.replace(event.type, "")
    assert str(user.id) in event.body


def test_access_is_explained(cast: Cast) -> None:
    both = replace(cast.mortuary, roles=frozenset({"mortuary", "figures_officer"}))
    answer = may(both, "custody", Need.WRITE)
    assert (answer.allowed, answer.role) == (True, "mortuary")
    refused = may(cast.figures_officer, "custody", Need.READ)
    assert (refused.reach, refused.allowed) == (Reach.COUNTED, False)


def test_the_matrix_is_closed_where_the_domain_says_nothing() -> None:
    nobody = {(role, area) for role in ROLES for area in AREAS} - set(MATRIX)
    assert nobody == set()
    lab = {area for area in AREAS if MATRIX["laboratory", area].read in (Reach.OWN, Reach.ALL)}
    # I31: what is the same for everybody, and comparisons of its own making; codes are no rows.
    assert lab == {"comparison", "policy", "operation", "vocabulary"}
    names = {r for r in ROLES if MATRIX[r, "antemortem"].read in (Reach.OWN, Reach.ALL)}
    assert names == {"interviewer", "analyst", "board", "prosecutor", "liaison"}


def test_only_an_enrolled_machine_is_acted_from(cast: Cast) -> None:
    user, operation = cast.analyst.user, cast.operation.id
    assert actor_of(user, operation).device == "office"
    with pytest.raises(NotYours):
        actor_of(user, operation, device="laptop")
    laptop = people.enrol_device(cast.administrator, code="laptop", name="ноутбук")
    assert actor_of(user, operation, device="laptop").device == "laptop"
    people.bar_device(cast.administrator, laptop, seen=1, reason="загублено")
    with pytest.raises(NotYours):
        actor_of(user, operation, device="laptop")


def test_who_is_unknown_takes_as_long_as_a_wrong_password(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing a password is what takes long: it is done as often for nobody as for somebody."""
    newcomer(cast)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    said = []
    for username in ("nova", "nobody"):
        with pytest.raises(Refused) as refused:
            sign_in(username, "не той пароль")
        said.append(str(refused.value))
    assert hashed == ["не той пароль", "не той пароль"]
    assert len(set(said)) == 1
