"""Forms of dividing and joining remains, of their tags, and of samples taken from them."""

from __future__ import annotations

from django.urls import reverse

from imena.language import Words, message
from imena.numbering.pattern import Kind
from imena.registry.queries.recording import (
    Standing,
    samples_at_hand,
    unit_to_record,
)
from imena.registry.services import laboratory, samples, units
from imena.registry.services.handling import HELD
from imena.registry.vocabulary import vocabulary
from imena.web.filling.fields import Choice, Field, Numbered, Several, Text, Verbatim, Whole, of
from imena.web.filling.form import Form, Group
from imena.web.views.custody.asked import Asked, Deed, one_group


def _share(asked: Asked, name: str, label: str) -> Field:
    return Whole(name=name, label=label, unit="%", most=100, language=asked.language,
                 hint=asked.say("where it was judged of the whole"))  # fmt: skip


def _split_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    unit = asked.standing.unit
    kinds = of("unit_kind", language)
    part: list[Field] = [
        Numbered(
            name="number", label=say("Number of the part"), kind=Kind.RECOVERED_UNIT,
            hint=say("empty: the next is given"), language=language,
        ),
        Choice(
            name="part_kind", label=say("What the part is"), needed=say("Choose what it is."),
            options=kinds, language=language,
        ),
        _share(asked, "part_percent", say("How much of a body the part is")),
    ]  # fmt: skip
    if unit.elements:
        bones = tuple((one, one) for one in sorted(set(unit.elements)))
        part.append(
            Several(
                name="part_elements",
                label=say("Bones that go with the part"),
                options=bones,
                language=language,
            )
        )
    rest = (
        Choice(
            name="rest_kind", label=say("What stays under {number}", number=unit.number),
            needed=say("Choose what it is."), options=kinds, language=language,
        ),
        _share(asked, "rest_percent", say("How much of a body stays")),
    )  # fmt: skip
    why = (
        Verbatim(
            name="explained", label=say("What was separated, and why"),
            needed=say("Write it in a sentence."), language=language,
        ),
        Verbatim(
            name="difference", label=say("Where the parts are less than the whole: why"),
            language=language,
        ),
    )  # fmt: skip
    return (
        Group(say("The part"), tuple(part)),
        Group(say("What stays"), rest),
        Group(say("Why"), why),
    )


def _split(asked: Asked, form: Form) -> object:
    unit, values = asked.standing.unit, form.values
    gone = list(values.get("part_elements", ()))
    left = list(unit.elements)
    for one in gone:
        left.remove(one)
    part = units.Part(
        values["part_kind"], values["part_percent"], tuple(gone), values["number"] or None
    )
    rest = units.Part(values["rest_kind"], values["rest_percent"], tuple(left))
    return units.split(
        asked.request.actor,
        unit,
        seen=form.seen,
        parts=[part],
        rest=rest,
        explained=values["explained"],
        difference=values["difference"],
        told=asked.told(form),
    )


def _merge_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    return one_group(
        Numbered(
            name="other", label=say("Number that is joined to {number}",
                                    number=asked.standing.unit.number),
            kind=Kind.RECOVERED_UNIT, needed=say("Type the other number."), language=language,
        ),
        Verbatim(
            name="explained", label=say("Why they are one"), language=language,
            needed=say("Write it in a sentence."),
        ),
    )  # fmt: skip


def _merge(asked: Asked, form: Form) -> object:
    actor, unit = asked.request.actor, asked.standing.unit
    other = unit_to_record(actor, form.values["other"]).unit
    return units.merge(
        actor,
        unit,
        [other],
        seen={unit.pk: form.seen, other.pk: other.version},
        explained=form.values["explained"],
        told=asked.told(form),
    )


def _sample_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    kinds = [term.code for term in vocabulary("sample_kind").current if term.group == "remains"]
    return one_group(
        Choice(
            name="kind", label=say("What the sample is of"),
            needed=say("Choose what the sample is of."),
            options=of("sample_kind", language, only=kinds), language=language,
        ),
        Text(
            name="seal", label=say("Seal of the sample"), longest=60, language=language,
            hint=say("empty: not sealed now"),
        ),
        asked.when(),
        asked.note(),
    )  # fmt: skip


def _sample(asked: Asked, form: Form) -> object:
    return samples.take_sample(
        asked.request.actor,
        asked.standing.unit,
        kind=form.values["kind"],
        seal=form.values["seal"],
        **asked.told(form),
    )


def _request_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    at_hand = samples_at_hand(asked.request.actor, asked.standing.unit.pk)
    terms = vocabulary("sample_kind")
    return one_group(
        Several(
            name="samples", label=say("Samples"), needed=say("Choose at least one sample."),
            options=tuple(
                (s.number, f"{s.number} · {terms[s.kind].said(language)}") for s in at_hand
            ),
            language=language,
        ),
        Text(
            name="laboratory", label=say("Which laboratory"), language=language,
            needed=say("Write which laboratory is asked."),
        ),
        Choice(
            name="asked_for", label=say("Asked for"), needed=say("Choose what is asked for."),
            options=of("lab_method", language), language=language,
        ),
    )  # fmt: skip


def _request(asked: Asked, form: Form) -> object:
    actor, chosen = asked.request.actor, set(form.values["samples"])
    at_hand = samples_at_hand(actor, asked.standing.unit.pk)
    return laboratory.request(
        actor,
        laboratory=form.values["laboratory"],
        asked_for=form.values["asked_for"],
        samples=[one for one in at_hand if one.number in chosen],
    )


def _wrong_tag_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    read = Text(
        name="read", label=say("What the tag reads"), language=asked.language,
        needed=say("Type what stands on the tag."),
    )  # fmt: skip
    return one_group(read, asked.note())


def _wrong_tag(asked: Asked, form: Form) -> object:
    return units.find_wrong_tag(
        asked.request.actor, asked.standing.unit, read=form.values["read"], **asked.told(form)
    )


def _retag_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    witness = Text(
        name="witness", label=say("Witness"), language=asked.language,
        needed=say("A tag is replaced before a witness: write who."),
    )  # fmt: skip
    return one_group(witness, asked.reason(say("Why the tag is replaced")))


def _retag(asked: Asked, form: Form) -> object:
    return units.retag(
        asked.request.actor,
        asked.standing.unit,
        witness=form.values["witness"],
        reason=form.values["reason"],
        **asked.told(form),
    )


def _open(standing: Standing) -> bool:
    return standing.unit.place in HELD and not standing.sealed


DEEDS = (
    Deed(
        "sample",
        message("Take a sample"),
        message("It gets a number of its own; a laboratory sees only a code."),
        message("Record the sample"),
        lambda s: _open(s) and s.unit.kind not in ("artefact", "non_human"),
        _sample_groups,
        _sample,
        area="samples",
    ),
    Deed(
        "request",
        message("Ask a laboratory"),
        message("Each sample gets a code drawn for this request alone."),
        message("Record the request"),
        lambda s: s.unit.state not in ("located", "recovered", "in_custody"),
        _request_groups,
        _request,
        area="samples",
        next=lambda asked: reverse("sending", args=[asked.number]),
    ),
    Deed(
        "split",
        message("Divide"),
        message("The part gets its own number; what stays keeps the old one."),
        message("Record the division"),
        _open,
        _split_groups,
        _split,
    ),
    Deed(
        "merge",
        message("Join with another number"),
        message(
            "Only what lies together and came out of one grave; the other number stays, with "
            "nothing under it."
        ),
        message("Record the joining"),
        _open,
        _merge_groups,
        _merge,
    ),
    Deed(
        "wrong-tag",
        message("The tag reads something else"),
        message("Until it is explained, nothing is sure of either number."),
        message("Record the wrong tag"),
        lambda s: s.unit.place in HELD,
        _wrong_tag_groups,
        _wrong_tag,
    ),
    Deed(
        "retag",
        message("Replace the tag"),
        message("The number stays; a witness is there."),
        message("Record the new tag"),
        lambda s: s.unit.place in HELD,
        _retag_groups,
        _retag,
    ),
)
