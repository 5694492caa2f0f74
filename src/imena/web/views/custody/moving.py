"""Forms of handing over, receiving, storing, moving, losing and finding remains."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from imena.language import Words, message
from imena.registry.queries.recording import Standing
from imena.registry.services import custody
from imena.registry.services.handling import HELD
from imena.web import standing_behind
from imena.web.filling.fields import Choice, Text, Whole, Wrong, of
from imena.web.filling.form import Form, Group
from imena.web.views.custody.asked import Asked, Deed, one_group

_USUAL_HOURS = int(custody.USUAL_JOURNEY / timedelta(hours=1))


def _hand_over_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    return (
        Group(
            say("To whom"),
            (
                asked.who("to", say("Who takes them"), say("Choose who takes them.")),
                asked.read_seal(needed=asked.standing.sealed),
                Whole(
                    name="hours", label=say("They should be received within"), most=240, least=1,
                    unit=say("h"), hint=say("empty: {n} h", n=_USUAL_HOURS), language=language,
                ),
                asked.when(),
                asked.note(),
            ),
        ),
    )  # fmt: skip


def _hand_over(asked: Asked, form: Form) -> object:
    """Handed over; where the other person signs in beside, received by them at once."""
    request, unit, values = asked.request, asked.standing.unit, form.values
    beside = request.POST.get("second_user", "").strip()
    taker = standing_behind.second_person(request) if beside else None
    if taker is not None and taker.name != values["to"]:
        raise Wrong(asked.say("Whoever signed in is not who was chosen to take them."))
    told = asked.told(form)
    with transaction.atomic():
        custody.hand_over(
            request.actor,
            unit,
            seen=form.seen,
            to=values["to"],
            within=timedelta(hours=values["hours"] or _USUAL_HOURS),
            seal=values["seal"],
            **told,
        )
        if taker is not None:
            unit.refresh_from_db()
            told.pop("key")
            custody.receive(
                taker, unit, seen=unit.version, place="store", seal=values["seal"], **told
            )
    return None


def _receive_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    sent = asked.standing.sent
    brought = Text(
        name="brought_by", label=say("Who brought them"), language=asked.language,
        hint=say("empty: {who}", who=sent.by) if sent else "",
    )  # fmt: skip
    return (
        Group(say("The seal"), (asked.read_seal(), asked.intact(or_none=True))),
        Group(say("Where to"), (brought, asked.place(), asked.slot(needed=False), asked.note())),
    )


def _receive(asked: Asked, form: Form) -> object:
    values = form.values
    return custody.receive(
        asked.request.actor,
        asked.standing.unit,
        seen=form.seen,
        brought_by=values["brought_by"] or None,
        place=values["place"],
        slot=asked.chosen_slot(form) if values["place"] == "store" else None,
        seal=values["seal"],
        seal_intact=values["intact"] != "no",
        **asked.told(form),
    )


def _unannounced_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    return one_group(
        Text(
            name="brought_by", label=say("Who brought them"), language=asked.language,
            needed=say("Write who brought them."),
        ),
        asked.place(),
        asked.read_seal(),
        asked.note(),
    )  # fmt: skip


def _unannounced(asked: Asked, form: Form) -> object:
    return custody.receive_unannounced(
        asked.request.actor,
        asked.standing.unit,
        seen=form.seen,
        brought_by=form.values["brought_by"],
        place=form.values["place"],
        seal=form.values["seal"],
        **asked.told(form),
    )


def _store(asked: Asked, form: Form) -> object:
    unit = asked.standing.unit
    kept = {"store": custody.store, "examination": custody.return_to_store}
    act = custody.move if unit.place == "store" and unit.slot_id else kept[unit.place]
    slot = asked.chosen_slot(form)
    return act(asked.request.actor, unit, seen=form.seen, slot=slot, **asked.told(form))


def _remove(asked: Asked, form: Form) -> object:
    return custody.remove_for_examination(
        asked.request.actor,
        asked.standing.unit,
        seen=form.seen,
        to=form.values["to"],
        **asked.told(form),
    )


def _lost(asked: Asked, form: Form) -> object:
    return custody.report_lost(
        asked.request.actor,
        asked.standing.unit,
        seen=form.seen,
        reason=form.values["reason"],
        **asked.told(form),
    )


def _found_again(asked: Asked, form: Form) -> object:
    return custody.find_again(
        asked.request.actor,
        asked.standing.unit,
        seen=form.seen,
        reason=form.values["reason"],
        place=form.values["place"],
        **asked.told(form),
    )


def _found_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    where = Choice(
        name="place", label=say("Where they are now"), needed=say("Choose where they are."),
        options=of("place_kind", language, only=("store", "site", "examination", "laboratory")),
        language=language,
    )  # fmt: skip
    return one_group(asked.reason(say("Where and how they were found")), where)


def _take_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    return one_group(
        asked.who("to", say("Who examines them"), say("Choose who takes them.")), asked.note()
    )


def _held(standing: Standing) -> bool:
    return standing.unit.place in HELD


DEEDS = (
    Deed(
        "receive",
        message("Receive"),
        message("Read the tag and the seal yourself: what does not agree opens an incident."),
        message("Record that they were received"),
        lambda s: s.unit.place == "transport",
        _receive_groups,
        _receive,
    ),
    Deed(
        "hand-over",
        message("Hand over"),
        message("All that lies in the same bag goes along."),
        message("Record the hand-over"),
        _held,
        _hand_over_groups,
        _hand_over,
        second=True,
    ),
    Deed(
        "store",
        message("Put into a storage place"),
        "",
        message("Record the storage place"),
        lambda s: s.unit.place in ("store", "examination") and not s.slot,
        lambda asked: one_group(asked.slot(), asked.note()),
        _store,
    ),
    Deed(
        "move",
        message("Move to another storage place"),
        "",
        message("Record the storage place"),
        lambda s: s.unit.place == "store" and bool(s.slot),
        lambda asked: one_group(asked.slot(), asked.note()),
        _store,
    ),
    Deed(
        "remove",
        message("Take out for examination"),
        "",
        message("Record that they were taken out"),
        lambda s: s.unit.place == "store",
        _take_groups,
        _remove,
    ),
    Deed(
        "unannounced",
        message("Arrived without a hand-over"),
        message("The gap is written down as one and has to be explained."),
        message("Record the arrival"),
        lambda s: _held(s) and not s.container,
        _unannounced_groups,
        _unannounced,
    ),
    Deed(
        "lost",
        message("Report as not found"),
        message("They are not where they should be, and nobody knows where they are."),
        message("Record that they are not found"),
        lambda s: _held(s) or s.unit.place == "transport",
        lambda asked: one_group(asked.reason(asked.say("Where they should be, and who looked"))),
        _lost,
    ),
    Deed(
        "found",
        message("Found again"),
        "",
        message("Record that they were found"),
        lambda s: s.unit.place == "unknown",
        _found_groups,
        _found_again,
    ),
)
