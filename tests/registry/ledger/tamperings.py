"""Ways to alter a ledger behind the program's back, as somebody with the database's password would.

Each takes a source of chance, alters something and leaves it altered. ``EXPORTED`` names those that
change what an export shows; ``NEED_HEADS`` those that leave a ledger in perfect agreement with
itself, which only heads kept elsewhere can show.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from imena.registry.ledger.canonical import canonical
from imena.registry.ledger.chain import EMPTY, Head, linked
from imena.registry.ledger.commitment import commitment, new_salt
from imena.registry.models import DataKey, Event, Link, Opening, Person, Team, User

TAMPERINGS: dict[str, Callable[[random.Random], None]] = {}
EXPORTED: set[str] = set()
NEED_HEADS: set[str] = set()

_Tampering = Callable[[random.Random], None]


def _way(*, exported: bool, heads: bool = False) -> Callable[[_Tampering], _Tampering]:
    def known(tampering: _Tampering) -> _Tampering:
        name = tampering.__name__
        TAMPERINGS[name] = tampering
        if exported:
            EXPORTED.add(name)
        if heads:
            NEED_HEADS.add(name)
        return tampering

    return known


def _a_link(draw: random.Random, **wanted: Any) -> Link:
    return draw.choice(list(Link.objects.filter(**wanted).order_by("index")))


def _edited(draw: random.Random, body: str) -> str:
    """The body with something else in it, still canonical and still an event's."""
    tree = json.loads(body)
    name = draw.choice(["type", "actor", "policy", "from", "approvers", "subjects", "at"])
    other = str(UUID(int=draw.getrandbits(128)))
    if name in ("approvers", "subjects"):
        tree[name] = sorted([*tree[name], other])
    elif name == "at":
        tree["at"]["wall"] = "2026-01-01T00:00:00.000000Z"
    else:
        tree[name] = {"type": "test.other", "actor": other, "policy": "another"}.get(
            name, "2025-12-31T00:00:00.000000Z"
        )
    return canonical(tree).decode()


def _relink(link: Link, body: str) -> None:
    """Give an event another body, with a line and a hash that agree with it."""
    head = EMPTY if link.seq == 1 else _head(link.device, link.seq - 1)
    line, now = linked(body, head)
    Event.objects.filter(pk=link.event_id).update(body=body)
    Link.objects.filter(pk=link.pk).update(line=line, hash=now.hash, prev=head.hash)


def _head(device: str, seq: int) -> Head:
    return Head(seq, Link.objects.get(device=device, seq=seq).hash)


@_way(exported=False)
def change_a_body(draw: random.Random) -> None:
    event = Event.objects.get(pk=_a_link(draw).event_id)
    Event.objects.filter(pk=event.pk).update(body=_edited(draw, event.body))


@_way(exported=True)
def change_one_character_of_a_line(draw: random.Random) -> None:
    link = _a_link(draw)
    at = draw.randrange(len(link.line))
    other = "x" if link.line[at] != "x" else "y"
    Link.objects.filter(pk=link.pk).update(line=link.line[:at] + other + link.line[at + 1 :])


@_way(exported=True)
def change_an_event_and_its_hash(draw: random.Random) -> None:
    """Not the last of its chain: that one, altered so well, only a kept head can show."""
    ends = Link.objects.values("device").annotate(end=Max("seq"))
    last = {row["device"]: row["end"] for row in ends}
    links = [link for link in Link.objects.order_by("index") if link.seq < last[link.device]]
    link = draw.choice(links)
    body = _edited(draw, Event.objects.get(pk=link.event_id).body)
    _relink(link, body)
    _columns_agree(link.event_id, body)


@_way(exported=True)
def change_a_value(draw: random.Random) -> None:
    opening = draw.choice(list(Opening.objects.filter(subject=None).order_by("id")))
    fields = json.loads(opening.sealed)
    fields[draw.choice(sorted(fields))][1] = "не те"
    Opening.objects.filter(pk=opening.pk).update(sealed=canonical(fields).decode())


@_way(exported=True)
def change_a_value_with_its_commitment(draw: random.Random) -> None:
    """A new salt, a new commitment, a new hash: everything about this event agrees again."""
    ends = {
        row["device"]: row["end"] for row in Link.objects.values("device").annotate(end=Max("seq"))
    }
    openings = [
        opening
        for opening in Opening.objects.filter(subject=None).order_by("id")
        if (link := Link.objects.get(pk=opening.event_id)).seq < ends[link.device]
    ]
    opening = draw.choice(openings)
    fields = json.loads(opening.sealed)
    field, salt = draw.choice(sorted(fields)), new_salt()
    fields[field] = [salt.hex(), "не те"]
    tree = json.loads(Event.objects.get(pk=opening.event_id).body)
    name = f"{opening.record_id}/{field}"
    tree["fields"][name] = commitment(name, "не те", salt)
    Opening.objects.filter(pk=opening.pk).update(sealed=canonical(fields).decode())
    _relink(Link.objects.get(pk=opening.event_id), canonical(tree).decode())


@_way(exported=False)
def change_what_stands_beside_a_value(draw: random.Random) -> None:
    opening = draw.choice(list(Opening.objects.order_by("id")))
    changed: dict[str, Any] = draw.choice(
        [
            {"version": opening.version + 1},
            {"kind": "Site"},
            {"valid_from": opening.valid_from - timedelta(days=1)},
        ]
    )
    Opening.objects.filter(pk=opening.pk).update(**changed)


@_way(exported=True)
def delete_a_value(draw: random.Random) -> None:
    Opening.objects.filter(pk=draw.choice(list(Opening.objects.order_by("id"))).pk).delete()


@_way(exported=True)
def move_a_value_to_another_event(draw: random.Random) -> None:
    opening = draw.choice(list(Opening.objects.order_by("id")))
    other = _a_link(draw, event__openings__isnull=True)
    Opening.objects.filter(pk=opening.pk).update(event_id=other.event_id)


@_way(exported=False)
def double_a_value(draw: random.Random) -> None:
    opening = draw.choice(list(Opening.objects.order_by("id")))
    opening.pk = None
    opening.save(force_insert=True)


@_way(exported=True)
def delete_an_event(draw: random.Random) -> None:
    """Not the last of all: see :func:`cut_off_the_tail`."""
    last = Link.objects.aggregate(last=Max("index"))["last"]
    _delete(_a_link(draw, index__lt=last))


@_way(exported=True)
def delete_a_link(draw: random.Random) -> None:
    """Not the last of all, after which an export looks as if nothing had followed."""
    last = Link.objects.aggregate(last=Max("index"))["last"]
    Link.objects.filter(pk=_a_link(draw, index__lt=last).pk).delete()


@_way(exported=True, heads=True)
def cut_off_the_tail(draw: random.Random) -> None:
    """The last events of all, with the records they made or the values they gave."""
    for _ in range(draw.randrange(1, 4)):
        link = Link.objects.order_by("-index").first()
        assert link is not None
        _delete(link)


@_way(exported=True)
def insert_an_event(draw: random.Random) -> None:
    """In the middle; whatever comes after moves on by one, with new numbers and old hashes."""
    link = _a_link(draw, seq__gt=1)
    later = Link.objects.filter(device=link.device, seq__gte=link.seq).order_by("-seq")
    for moved in later:
        Link.objects.filter(pk=moved.pk).update(seq=moved.seq + 1)
    for moved in Link.objects.filter(index__gte=link.index).order_by("-index"):
        Link.objects.filter(pk=moved.pk).update(index=moved.index + 1)
    _append_at(link, UUID(int=draw.getrandbits(128)), _edited)


@_way(exported=True)
def insert_an_event_and_renumber_the_lines(draw: random.Random) -> None:
    """As before, and the lines of what comes after say their new numbers too."""
    link = _a_link(draw, seq__gt=1)
    insert_an_event(random.Random(draw.random()))
    for moved in Link.objects.filter(device=link.device, seq__gt=1).order_by("seq"):
        tree = json.loads(moved.line)
        tree["seq"] = moved.seq
        Link.objects.filter(pk=moved.pk).update(line=canonical(tree).decode())


@_way(exported=True)
def swap_two_events(draw: random.Random) -> None:
    """Two of one chain change places: everything but the place goes with them."""
    links = list(Link.objects.filter(device=_a_link(draw).device).order_by("seq"))
    one, other = sorted(draw.sample(links, 2), key=lambda link: link.seq)
    places = [(x.index, x.seq) for x in (one, other)]
    Link.objects.filter(pk__in=[one.pk, other.pk]).delete()
    for link, (index, seq) in zip((other, one), places, strict=True):
        link.index, link.seq = index, seq
        link.save(force_insert=True)


@_way(exported=True)
def record_an_event_a_second_time(draw: random.Random) -> None:
    """Its body once more at the end of the chain, rightly linked there."""
    link = _a_link(draw)
    body = Event.objects.get(pk=link.event_id).body
    end = Link.objects.filter(device=link.device).order_by("-seq")[0]
    _append_at(link, UUID(int=draw.getrandbits(128)), lambda draw, body: body, end, body)


@_way(exported=True, heads=True)
def recompute_a_chain(draw: random.Random) -> None:
    """One event is changed, and every hash from there to the end is computed anew."""
    link = _a_link(draw)
    body = _edited(draw, Event.objects.get(pk=link.event_id).body)
    _relink(link, body)
    _columns_agree(link.event_id, body)
    for later in Link.objects.filter(device=link.device, seq__gt=link.seq).order_by("seq"):
        _relink(later, Event.objects.get(pk=later.event_id).body)


@_way(exported=False)
def change_a_column(draw: random.Random) -> None:
    event = Event.objects.get(pk=_a_link(draw).event_id)
    changed: dict[str, Any] = draw.choice(
        [
            {"recorded_at": event.recorded_at - timedelta(days=2)},
            {"actor": UUID(int=draw.getrandbits(128))},
            {"type": "test.other"},
            {"device": "field-9"},
            {"key": "another"},
        ]
    )
    Event.objects.filter(pk=event.pk).update(**changed)


@_way(exported=True)
def change_a_place(draw: random.Random) -> None:
    """A far number, so that it falls on nobody else's; as an export shows lines, the line too."""
    link = _a_link(draw)
    line = link.line.replace(f'"seq":{link.seq},', '"seq":900,')
    Link.objects.filter(pk=link.pk).update(seq=900, line=line)


@_way(exported=False)
def change_a_current_row(draw: random.Random) -> None:
    if draw.random() < 0.5:
        team = draw.choice(list(Team.objects.order_by("pk")))
        Team.objects.filter(pk=team.pk).update(name="Чужий загін")
    else:
        person = draw.choice(list(Person.objects.order_by("pk")))
        changed: list[dict[str, Any]] = [{"born": "1900"}, {"names": []}, {"version": 9}]
        Person.objects.filter(pk=person.pk).update(**draw.choice(changed))


@_way(exported=False)
def delete_a_current_row(draw: random.Random) -> None:
    user = draw.choice(list(User.objects.order_by("pk")))
    User.objects.filter(pk=user.pk).delete()


@_way(exported=False)
def add_a_row(draw: random.Random) -> None:
    user = draw.choice(list(User.objects.order_by("pk")))
    user.pk, user.username = UUID(int=draw.getrandbits(128)), "stranger"
    user.save(force_insert=True)


@_way(exported=True)
def destroy_a_key_without_a_word(draw: random.Random) -> None:
    DataKey.objects.filter(pk=draw.choice(list(DataKey.objects.order_by("pk"))).pk).delete()


@_way(exported=True)
def exchange_a_key(draw: random.Random) -> None:
    key = draw.choice(list(DataKey.objects.order_by("pk")))
    DataKey.objects.filter(pk=key.pk).update(key=draw.randbytes(32))


def _delete(link: Link) -> None:
    Opening.objects.filter(event_id=link.event_id).delete()
    Link.objects.filter(pk=link.pk).delete()
    Event.objects.filter(pk=link.event_id).delete()


def _append_at(
    link: Link,
    event_id: UUID,
    change: Callable[[random.Random, str], str],
    after: Link | None = None,
    body: str | None = None,
) -> None:
    """A forged event with a place of its own: at ``link``'s, or after the link ``after``."""
    original = Event.objects.get(pk=link.event_id)
    forged = body or change(random.Random(1), original.body)
    if body is None:
        forged = forged.replace(str(original.pk), str(event_id))
    if after is None:
        before = Link.objects.filter(device=link.device, seq=link.seq - 1).get()
        index = link.index
    else:
        before = after
        index = Link.objects.aggregate(last=Max("index"))["last"] + 1
    line, head = linked(forged, _head(before.device, before.seq))
    tree = json.loads(forged)
    Event.objects.create(
        id=event_id,
        device=original.device,
        type=tree["type"],
        actor=original.actor,
        body=forged,
        recorded_at=original.recorded_at,
    )
    Link.objects.create(
        event_id=event_id,
        index=index,
        device=link.device,
        seq=head.seq,
        prev=before.hash,
        line=line,
        hash=head.hash,
    )


def _columns_agree(event: UUID, body: str) -> None:
    """The columns and what stands beside the values say what the body says."""
    tree = json.loads(body)
    Event.objects.filter(pk=event).update(
        type=tree["type"],
        actor=UUID(tree["actor"]),
        recorded_at=datetime.fromisoformat(tree["at"]["wall"]),
    )
    Opening.objects.filter(event_id=event).update(valid_from=datetime.fromisoformat(tree["from"]))
