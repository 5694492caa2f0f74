"""A device stands beside one-time codes, never alone, and one that was copied is not taken."""

from __future__ import annotations

import pytest

from imena.registry.actor import Actor
from imena.registry.ledger.current import check_current
from imena.registry.models import Passkey, User
from imena.registry.queries.passkeys import own_passkeys
from imena.registry.refusals import NotYours, Refused
from imena.registry.services import passkeys, second_factor
from tests.registry.cast import Cast


@pytest.fixture
def holder(cast: Cast) -> Actor:
    """Somebody of the board who gives one-time codes."""
    User.objects.filter(pk=cast.board.user).update(code_secret="A" * 32)
    return cast.board


def added(actor: Actor, credential: str = "aaaa") -> Passkey:
    return passkeys.add(actor, name="ноутбук", credential=credential, public_key="b", sign_count=1)


def test_without_one_time_codes_none_is_added(cast: Cast) -> None:
    with pytest.raises(Refused, match="one-time codes first"):
        added(cast.analyst)


def test_a_device_that_counts_behind_was_copied(holder: Actor) -> None:
    added(holder)
    passkeys.used(holder, credential="aaaa", sign_count=2)
    for count in (2, 1, 0):
        with pytest.raises(Refused, match="not known"):
            passkeys.used(holder, credential="aaaa", sign_count=count)
    passkeys.used(holder, credential="aaaa", sign_count=9)


def test_a_device_that_does_not_count_is_taken(holder: Actor) -> None:
    passkeys.add(holder, name="ключ", credential="c", public_key="d", sign_count=0)
    for _ in range(2):
        passkeys.used(holder, credential="c", sign_count=0)


def test_one_is_ended_by_whose_it_is_alone(cast: Cast, holder: Actor) -> None:
    made = added(holder)
    with pytest.raises(NotYours):
        passkeys.end(cast.analyst, made.pk, seen=1)
    with pytest.raises(Refused, match="not known"):
        passkeys.used(cast.analyst, credential="aaaa", sign_count=5)
    passkeys.end(holder, made.pk, seen=1)
    assert own_passkeys(holder) == ()
    with pytest.raises(Refused, match="not known"):
        passkeys.used(holder, credential="aaaa", sign_count=5)


def test_with_the_codes_every_device_is_taken_off(cast: Cast, holder: Actor) -> None:
    added(holder)
    user = User.objects.get(pk=holder.user)
    second_factor.take_off(cast.administrator, user, approvers=[cast.prosecutor])
    assert own_passkeys(holder) == ()


def test_what_a_device_counts_is_no_fact_of_the_ledger(holder: Actor) -> None:
    before = len(check_current()[1])
    added(holder)
    passkeys.used(holder, credential="aaaa", sign_count=7)
    assert len(check_current()[1]) == before
