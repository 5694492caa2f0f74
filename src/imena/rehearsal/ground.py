"""From the first lead to the morning on which digging may begin."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from imena.numbering.pattern import Kind
from imena.numbering.reading import read
from imena.registry.services import custody, ranges, scene, sources
from imena.registry.services.people import send_team
from imena.rehearsal.findings import dug_on
from imena.rehearsal.stage import Stage, seen

#: The team whose graves are followed one by one; the others hand in lists.
TEAM = ("zemlianyi", "lopata", "sovok", "stezhka", "rivnyi")
#: Bags that one cold container holds.
PLACES = 60


def lead(stage: Stage) -> None:
    """A video of a forest, a site on the map, the book of an undertaker."""
    prosecutor = stage.cast["zakon"]
    first = sources.record_lead(
        prosecutor,
        kind="image_or_video",
        summary="Відео з дрона: ряди хрестів у сосновому лісі за містом.",
        received_on=stage.today,
    )
    sources.record_lead(
        prosecutor,
        kind="witness",
        summary="Сторож лісництва бачив, як узимку сюди привозили тіла.",
        received_on=stage.today,
    )
    video = sources.keep_file(
        prosecutor,
        sha256=_digest("відео"),
        size=48_213_004,
        media_type="video/mp4",
        original_name="ліс-1.mp4",
        captured_at=stage.clock.read().wall - timedelta(days=9),
    )
    item = sources.add_item(
        prosecutor, kind="video", origin="відкритий канал", lead=first, file=video
    )
    stage.day(1)
    sources.judge_item(
        prosecutor,
        item,
        seen=seen(item),
        reliability="confirmed",
        reason="Місце впізнано на знімку з супутника.",
    )
    stage.site = scene.open_site(
        prosecutor,
        code=read(next(iter(stage.invented.truth.identities))).number.site,
        name_uk="Вигаданий сосновий ліс",
        name_latin="Vyhadanyi sosnovyi lis",
        site_type="cluster_of_graves",
        discovered_on=stage.today.isoformat(),
        discovered_by="відео з дрона",
        hazard_state="suspected",
        geometry={"type": "Point", "coordinates": ["33.00", "49.00"]},
        precision_m=20_000,
    )
    sources.judge_lead(
        prosecutor, first, seen=seen(first), state="confirmed", reason="Місце оглянуто."
    )


def register(stage: Stage) -> None:
    """Who held the ground, and what an undertaker wrote down unasked: assertions, no facts."""
    prosecutor = stage.cast["zakon"]
    scene.record_control(
        prosecutor, stage.site, holder="ukraine", ended="2025-02", source="зведення"
    )
    scene.record_control(
        prosecutor, stage.site, holder="occupied", began="2025-02", ended="2025-11",
        source="зведення",
    )  # fmt: skip
    scene.record_control(
        prosecutor, stage.site, holder="ukraine", began="2025-11", source="зведення"
    )
    book = sources.take_register(
        prosecutor, code="01", title="Зошит похоронної бригади", keeper="приватна особа"
    )
    for number, body in enumerate(stage.parts.dug_singly):
        page, line = divmod(number, 20)
        person = stage.true_name(body)
        name = "невідомий" if person is None else stage.name(person)["family"]
        label = str(number + 1)
        sources.take_line(
            prosecutor,
            book,
            page=page + 1,
            line=line + 1,
            text_verbatim=f"№ {label}, {name}, з міста",
            name_stated="" if person is None else name,
            marker_stated=label,
            date_stated=dug.isoformat() if (dug := dug_on(stage, body)) else "",
        )
    scene.protect(prosecutor, stage.site, seen=seen(stage.site))


def open_ground(stage: Stage) -> None:
    """Cleared, authorised; numbers issued, the team sent, room made in the cold."""
    prosecutor, administrator = stage.cast["zakon"], stage.cast["klyuch"]
    stage.day(8)
    scene.clear_hazards(
        prosecutor,
        stage.site,
        certificate="Р-2026/31",
        cleared_on=stage.today,
        cleared_by="вигадана група розмінування",
        covers="уся ділянка, глибина 30 см",
    )
    stage.day(9)
    scene.authorise(
        prosecutor,
        stage.site,
        proceeding="вигадане провадження 00031",
        issued_by="вигаданий суд",
        issued_on=stage.today,
        mandate="ексгумація й огляд усіх поховань",
    )
    stage.team = stage.cast.send("A", "Бригада А", TEAM)
    send_team(administrator, stage.team, stage.site)
    stage.cast.arrived(TEAM)
    issue_ranges(stage, len(stage.parts.dug_singly))
    for number in range(-(-len(stage.invented.case.bodies) // PLACES) + 1):
        stage.slots.append(
            custody.open_slot(
                stage.cast["kholod"],
                code=f"К-{number + 1}",
                facility="вигаданий морг, холодний контейнер",
                capacity=PLACES,
            )
        )
    stage.day(10)
    scene.begin_exhumation(prosecutor, stage.site, seen=seen(stage.site))


def issue_ranges(stage: Stage, many: int) -> None:
    """Numbers of graves and of remains for the team, the next of each."""
    for kind in (Kind.BURIAL_UNIT, Kind.RECOVERED_UNIT):
        stage.ranges[kind] = ranges.issue_range(
            stage.cast["klyuch"],
            kind=kind,
            size=many,
            team=stage.team,
            approver=stage.cast["dozvil"],
            site=stage.site,
        )


def _digest(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()
