"""A token opens no more than its user may, no more than it is for, and not for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.current import check_current
from imena.registry.models import ApiToken, Event, Membership, Opening, User
from imena.registry.permissions import AREAS, ROLES, Need, Reach, may
from imena.registry.queries.tokens import Bearer, bearer, every_token, own_tokens
from imena.registry.refusals import NotAllowed, NotYours, Refused
from imena.registry.services import tokens
from imena.registry.services.tokens import SCOPES
from tests.registry.cast import Cast


def with_role(actor: Actor) -> Actor:
    """The actor, as the tables too know them."""
    (role,) = actor.roles
    Membership(
        operation_id=actor.operation, user_id=actor.user, role=role, recorded_at=clock.now()
    ).save(force_insert=True)
    return actor


def made(actor: Actor, *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    return tokens.make(actor, name="планшет", scopes=scopes or ("sites:read",), days=days)


def opened(text: str) -> Bearer:
    return bearer(tokens.hashed(text))


def test_the_text_is_shown_once_and_kept_nowhere(cast: Cast) -> None:
    token, text = made(with_role(cast.mortuary))
    row = ApiToken.objects.get(pk=token.pk)
    assert text.startswith("imena_")
    assert text not in repr(vars(row))
    kept = "".join(
        [
            *Event.objects.values_list("body", flat=True),
            *Opening.objects.values_list("sealed", flat=True),
        ]
    )
    assert text not in kept
    assert row.secret_hash not in kept
    assert Event.objects.get(type="tokens.make").actor == cast.mortuary.user


def test_the_ledger_and_the_rows_still_agree(cast: Cast) -> None:
    before = {finding.kind for finding in check_current()[1]}
    made(with_role(cast.mortuary))
    assert {finding.kind for finding in check_current()[1]} == before


def test_a_token_opens_what_its_user_may_within_its_scopes_and_nothing_else(cast: Cast) -> None:
    for role in ROLES:
        actor = cast.actors[role]
        for scopes in ((), ("custody:read",), ("custody:write", "sites:read"), SCOPES):
            token = replace(actor, scopes=frozenset(scopes))
            for area in AREAS:
                for need in Need:
                    whole, narrowed = may(actor, area, need), may(token, area, need)
                    inside = (
                        f"{area}:write" in scopes
                        if need is Need.WRITE
                        else (need is Need.READ and {f"{area}:read", f"{area}:write"} & {*scopes})
                    )
                    wanted = whole.reach if inside else Reach.NONE
                    assert narrowed.reach is wanted, (role, scopes, area, need)


def test_a_token_ends_by_time_by_its_user_by_an_administrator_and_with_the_user(
    cast: Cast,
) -> None:
    actor = with_role(cast.mortuary)
    texts = [made(actor, days=days)[1] for days in (1, 10, 10, 10)]
    rows = {row.secret_hash: row for row in ApiToken.objects.all()}
    with clock.use(clock.SetClock(clock.now() + timedelta(days=1, minutes=1))):
        with pytest.raises(NotYours):
            opened(texts[0])
        assert opened(texts[1]).actor.roles == {"mortuary"}
    tokens.end(actor, rows[tokens.hashed(texts[1])], seen=1)
    tokens.end(cast.administrator, rows[tokens.hashed(texts[2])], seen=1)
    for text in texts[1:3]:
        with pytest.raises(NotYours):
            opened(text)
    assert opened(texts[3]).actor.user == actor.user
    User.objects.filter(pk=actor.user).update(is_active=False)
    with pytest.raises(NotYours):
        opened(texts[3])


def test_a_role_that_ends_ends_in_the_token_too(cast: Cast) -> None:
    _, text = made(with_role(cast.mortuary), "custody:write")
    assert may(opened(text).actor, "custody", Need.WRITE).allowed
    Membership.objects.filter(user=cast.mortuary.user).update(ended_at=clock.now())
    assert not may(opened(text).actor, "custody", Need.WRITE).allowed


def test_nobody_ends_or_sees_the_tokens_of_others_but_who_administers_users(cast: Cast) -> None:
    token, _ = made(with_role(cast.mortuary))
    with pytest.raises(NotAllowed):
        tokens.end(cast.analyst, token, seen=1)
    assert own_tokens(cast.analyst) == ()
    assert every_token(cast.analyst) == ()
    assert [line.name for line in every_token(cast.administrator)] == ["планшет"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["users:write"]},
        {"scopes": ["identification:approve"]},
        {"scopes": []},
        {"days": 0},
        {"days": 181},
        {"name": " "},
    ],
)
def test_what_no_token_is_made_for(cast: Cast, wrong: Mapping[str, Any]) -> None:
    given: dict[str, Any] = {"name": "планшет", "scopes": ["sites:read"], "days": 30, **wrong}
    with pytest.raises(Refused):
        tokens.make(cast.board, **given)
    assert not ApiToken.objects.exists()


def test_a_token_for_another_takes_a_second_person_who_is_neither(cast: Cast) -> None:
    user = User.objects.get(pk=cast.laboratory.user)
    given: dict[str, Any] = {"name": "прилад", "scopes": ["laboratory:write"], "days": 30}
    with pytest.raises(Refused, match="1 more people"):
        tokens.make_for(cast.administrator, user, approvers=[], **given)
    with pytest.raises(NotAllowed):
        tokens.make_for(cast.board, user, approvers=[cast.administrator], **given)
    himself = User.objects.get(pk=cast.administrator.user)
    with pytest.raises(Refused, match="themselves"):
        tokens.make_for(cast.administrator, himself, approvers=[cast.prosecutor], **given)
    token, _ = tokens.make_for(cast.administrator, user, approvers=[cast.prosecutor], **given)
    assert token.user_id == user.id


def test_what_a_token_did_stands_on_a_chain_of_its_own(cast: Cast) -> None:
    token, text = made(with_role(cast.mortuary))
    assert opened(text).actor.device == f"office/api-{token.pk.hex[:12]}"
