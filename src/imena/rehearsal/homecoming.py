"""Home: the family is told and asked, the remains are returned, buried, and registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imena.registry.services import burials, families, returning
from imena.rehearsal.families import nearest
from imena.rehearsal.stage import Stage, seen

if TYPE_CHECKING:
    from imena.registry.models import Release

CEMETERY = "вигадане міське кладовище"


def told(stage: Stage, body: str, missing: str) -> None:
    """In person, by whoever knows the family, and after two have signed."""
    _, person = nearest(stage, missing)
    families.notify(
        stage.cast["ridna"],
        stage.decisions[body],
        person,
        manner="in_person",
        note="Розмова вдома, поруч психолог.",
    )
    stage.later(60)


def asked(
    stage: Stage, missing: str, *, partial: str = "receive_now", later: str = "tell_and_return"
) -> None:
    """What the family wishes done with what is incomplete and with what is found later."""
    _, person = nearest(stage, missing)
    families.ask_wishes(
        stage.cast["ridna"],
        person,
        missing=stage.missing[missing],
        partial_remains=partial,
        later_found=later,
        asked_on=stage.today,
    )


def released(stage: Stage, body: str, missing: str) -> Release:
    """Allowed by the prosecutor; at the door two people read the tag."""
    relative, person = nearest(stage, missing)
    family = stage.name(relative)["family"]
    release = returning.authorise(
        stage.cast["zakon"],
        stage.decisions[body],
        stage.individuals[body],
        recipient=person,
        recipient_proof=f"паспорт і витяг про родинний зв’язок, {family}",
        authorisation=f"дозвіл {len(stage.releases) + 1}/2026",
    )
    stage.later(45)
    tag = stage.units[body].number
    release = returning.hand_over(
        stage.cast["dveri"],
        release,
        tags=[tag],
        witness=stage.cast["ridna"],
        witness_tags=[tag],
    )
    stage.releases[body] = release
    stage.count("releases", 1)
    return release


def buried(stage: Stage, body: str, missing: str) -> None:
    """Under the name, and the death registered."""
    name = stage.name(missing)
    grave = burials.bury_named(
        stage.cast["dveri"],
        stage.releases[body],
        place=CEMETERY,
        plot=f"12-{len(stage.burials) + 1}",
        marker_text=f"{name['family']} {name['given']} {name['patronymic']}",
        buried_on=stage.today,
    )
    stage.burials[body] = grave
    stage.count("burials", 1)
    stage.registrations[body] = families.register_death(
        stage.cast["ridna"],
        stage.decisions[body],
        missing=stage.missing[missing],
        certificate=f"вигадане свідоцтво {len(stage.registrations) + 1:04d}",
        registered_on=stage.today,
    )


def all_the_way(stage: Stage, body: str, missing: str) -> None:
    """From the notice to the grave, over some days."""
    told(stage, body, missing)
    asked(stage, missing)
    stage.later(24 * 60)
    released(stage, body, missing)
    stage.later(20 * 60)
    buried(stage, body, missing)


def brought_back(stage: Stage, body: str, missing: str) -> None:
    """The cemetery could not be reached: the family brings their dead back, and comes again."""
    told(stage, body, missing)
    asked(stage, missing)
    release = released(stage, body, missing)
    stage.later(8 * 60)
    returning.take_back(
        stage.cast["dveri"],
        release,
        seen=seen(release),
        reason="Дорогу до кладовища обстріляли; родина просить зачекати.",
    )
    stage.truths["returned_and_released_again"] = release.number
    stage.later(6 * 24 * 60)
    released(stage, body, missing)
    stage.later(20 * 60)
    buried(stage, body, missing)


def unnamed(stage: Stage, body: str) -> None:
    """Buried without a name, so that the way back stays open."""
    kept = next(s for s in stage.samples[body] if seen(s) and s.state == "retained")
    burials.bury_unnamed(
        stage.cast["dveri"],
        stage.individuals[body],
        place=CEMETERY,
        plot="30-1",
        marker_text=f"Тимчасово невідомий, {stage.units[body].number}",
        buried_on=stage.today,
        retained_sample=kept,
        reexhumation_path="дозвіл міської ради 7/2026, одиночна могила",
    )
    stage.count("burials", 1)
    stage.truths["interim_burial"] = stage.individuals[body].number
