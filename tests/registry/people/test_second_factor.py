"""One-time codes: as the standard has them, each taken once, taken off by two others."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from imena.registry import clock, one_time_code
from imena.registry.actor import Actor
from imena.registry.ledger.verify import verify
from imena.registry.models import Event, Membership, User
from imena.registry.one_time_code import STEP_SECONDS, code, step_of
from imena.registry.refusals import NotAllowed, Refused
from imena.registry.services import second_factor, signin
from tests.registry.cast import Cast

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
SECRET = one_time_code.new_secret()
PASSWORD = "вигадана-операція-31"


@pytest.fixture
def at_noon() -> Iterator[clock.SetClock]:
    with clock.use(clock.SetClock(NOON)) as set_clock:
        assert isinstance(set_clock, clock.SetClock)
        yield set_clock


def now_code(after: timedelta = timedelta()) -> str:
    return code(SECRET, int((clock.now() + after).timestamp()) // STEP_SECONDS)


def with_password(cast: Cast, role: str) -> tuple[Actor, str]:
    actor = cast.actors[role]
    user = User.objects.get(pk=actor.user)
    user.set_password(PASSWORD)
    user.save()
    Membership(operation=cast.operation, user=user, role=role, recorded_at=clock.now()).save(
        force_insert=True
    )
    return actor, user.username


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, said: str) -> None:
    """RFC 6238, appendix B, SHA-1, its last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code(secret, seconds // STEP_SECONDS) == said


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_one_step(steps: int, taken: bool) -> None:
    step = int(NOON.timestamp()) // STEP_SECONDS
    found = step_of(SECRET, code(SECRET, step + steps), NOON, after=None)
    assert found == (step + steps if taken else None)


def test_who_takes_codes_on_is_asked_for_one_and_each_is_taken_once(
    cast: Cast, at_noon: clock.SetClock
) -> None:
    actor, username = with_password(cast, "board")
    with pytest.raises(Refused):
        second_factor.take_on(actor, secret=SECRET, code="000000")
    second_factor.take_on(actor, secret=SECRET, code=now_code())
    with pytest.raises(signin.CodeNeeded) as needed:
        signin.sign_in(username, PASSWORD)
    assert needed.value.actor.user == actor.user
    with pytest.raises(Refused):
        signin.sign_in(username, PASSWORD, code=now_code())  # it was shown when they were taken on
    at_noon.advance(timedelta(seconds=STEP_SECONDS))
    assert signin.sign_in(username, PASSWORD, code=now_code()).user == actor.user
    with pytest.raises(Refused):
        signin.sign_in(username, PASSWORD, code=now_code())
    with pytest.raises(Refused, match="belong together"):
        signin.sign_in(username, "не той", code=now_code(timedelta(seconds=STEP_SECONDS)))


def test_only_two_others_take_codes_off(cast: Cast, at_noon: clock.SetClock) -> None:
    actor, username = with_password(cast, "board")
    user = User.objects.get(pk=actor.user)
    second_factor.take_on(actor, secret=SECRET, code=now_code())
    with pytest.raises(Refused):
        second_factor.take_on(actor, secret=one_time_code.new_secret(), code="000000")
    with pytest.raises(NotAllowed):
        second_factor.take_off(actor, user, approvers=[cast.administrator])
    with pytest.raises(Refused, match="1 more"):
        second_factor.take_off(cast.administrator, user, approvers=[])
    other = cast.second("administrator")
    second_factor.take_off(cast.administrator, user, approvers=[other])
    assert signin.sign_in(username, PASSWORD).user == actor.user


def test_the_ledger_says_that_and_holds_no_secret(cast: Cast, at_noon: clock.SetClock) -> None:
    actor, _ = with_password(cast, "board")
    second_factor.take_on(actor, secret=SECRET, code=now_code())
    event = Event.objects.get(type="signin.take_on_code")
    assert SECRET not in str(event.body)
    assert [f for f in verify().findings if "code" in str(f)] == []
