"""Names that were wrong: one reversed after the burial, one of a man who lives."""

from __future__ import annotations

from imena.registry.queries.persons import kinships
from imena.registry.queries.persons import person as who
from imena.registry.services import (
    burials,
    custody,
    families,
    life,
    persons,
    reviews,
    scene,
)
from imena.rehearsal import homecoming, naming
from imena.rehearsal.ground import TEAM
from imena.rehearsal.stage import Stage, seen


def early_names(stage: Stage) -> None:
    """Two are named by sight before there is a laboratory. Neither name is right."""
    parts = stage.parts
    bearer = stage.true_name(parts.bearer)
    assert bearer is not None
    for body, missing in ((parts.misnamed, bearer), (parts.stranger, parts.living)):
        stage.later(24 * 60)
        decision = naming.by_sight(stage, body, missing)
        homecoming.all_the_way(stage, body, missing)
        stage.early[body] = decision
    stage.truths["wrong_name"] = stage.early[parts.misnamed].number
    stage.truths["named_alive"] = stage.early[parts.stranger].number


def wrong_name_reversed(stage: Stage) -> None:
    """The sample kept from a buried man is his neighbour’s: the way back, step by step."""
    body, early = stage.parts.misnamed, stage.early[stage.parts.misnamed]
    board, prosecutor = stage.cast["rada"], stage.cast["zakon"]
    review = reviews.suspend(
        board, early, reason="new_evidence", grounds="Профіль збігся з іншою родиною."
    )
    stage.later(2 * 24 * 60)
    review = reviews.reverse(
        board,
        early,
        reason="new_evidence",
        grounds="ДНК двох родичів іншої родини; упізнання було помилкове.",
        approvers=[prosecutor],
    )
    stage.later(3 * 24 * 60)
    burials.exhume_again(
        prosecutor,
        stage.burials[body],
        seen=seen(stage.burials[body]),
        ended_on=stage.today,
        reason="ухвала про повторну ексгумацію 2/2026",
    )
    registration = stage.registrations[body]
    families.correct_registration(
        stage.cast["ridna"],
        registration,
        seen=seen(registration),
        state="annulled",
        reason="Скасовано рішення про ім’я.",
    )
    reviews.close_review(board, review, seen=seen(review))
    marker = stage.markers[body]
    scene.disprove_marker(
        stage.cast[TEAM[0]], marker, seen=seen(marker), by="рішення комісії за ДНК"
    )
    stage.truths["review_of_wrong_name"] = review.number
    _back_to_store(stage, body)
    person = stage.true_name(body)
    assert person is not None
    stage.later(24 * 60)
    decision = naming.by_dna(stage, body)
    stage.truths["right_name_after_all"] = decision.number
    homecoming.all_the_way(stage, body, person)


def _back_to_store(stage: Stage, body: str) -> None:
    unit, mortuary = stage.units[body], stage.cast["kholod"]
    unit.refresh_from_db()
    custody.hand_over(
        stage.cast[TEAM[0]], unit, seen=seen(unit), by=unit.custodian, to=mortuary.name
    )
    stage.later(90)
    custody.receive(mortuary, unit, seen=seen(unit), slot=stage.slots[0])


def he_lives(stage: Stage) -> None:
    """A man who was named, returned and buried telephones his sister."""
    missing = stage.missing[stage.parts.living]
    life.prove(
        stage.cast["slukhai"],
        missing,
        kind="direct_contact",
        source="Подзвонив сестрі, голос і спогади перевірено.",
        seen_on=stage.today.isoformat(),
    )
    stage.truths["alive"] = missing.number


def kinship_contradicted(stage: Stage) -> None:
    """DNA does not bear out what a family believes; that is written where no family reads."""
    analyst = stage.cast["zbih"]
    for family_id, member in stage.invented.truth.misrecorded:
        family = next(f for f in stage.invented.families if f.id == family_id)
        for kin in kinships(analyst, stage.missing[family.missing[0]].pk):
            if who(stage.cast["zakon"], kin.person_id).label == member:
                persons.contradict_kinship(
                    analyst, kin, seen=kin.version, note="Не споріднені: 9 маркерів."
                )
                stage.truths["kinship_contradicted"] = kin.person.code
