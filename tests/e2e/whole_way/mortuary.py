"""On the table: what is found, whose it is, and a sample under a number that says nothing."""

from __future__ import annotations

from imena.registry.queries.finding import by_number
from imena.registry.services import custody, individuals, laboratory, packing, postmortem, samples
from imena.registry.services.postmortem import CauseLine, Stated
from tests.e2e.whole_way.way import Way, refused
from tests.registry.believed import fresh


def from_the_store_to_the_laboratory(way: Way) -> None:
    """Examined by those who examine, associated once, sampled while somebody holds it."""
    _on_the_table(way)
    _examined(way)
    _associated(way)
    _sampled(way)


def _on_the_table(way: Way) -> None:
    mortuary, unit = way.by("kholod"), way.unit
    with refused("I3", "sealed"):
        samples.take_sample(way.by("kistka"), unit, kind="femur")
    custody.remove_for_examination(
        mortuary, unit, seen=fresh(unit).version, to=way.by("prychyna").name
    )
    packing.unseal(mortuary, unit, read="П-1")
    packing.unpack(mortuary, unit, seen=fresh(unit).version)


def _examined(way: Way) -> None:
    """I8 to I10: signs are no cause, what is closed is amended, not changed."""
    doctor, unit = way.by("prychyna"), way.unit
    with refused("", "not for your role"):
        postmortem.open_examination(way.by("zbih"), unit, discipline="pathology")
    looked = postmortem.open_examination(doctor, unit, discipline="pathology")
    cause = {"Ia": CauseLine("осколкове поранення")}
    with refused("I9", "needs a closed examination"):
        postmortem.state_cause(doctor, looked, status="final", chain=cause, manner="homicide")
    with refused("I8", "do not go together"):
        postmortem.record_findings(
            doctor, looked, [Stated("tooth", "not_examined", {"tooth": "36", "state": "filled"})]
        )
    injury = {"timing": "perimortem", "mechanism": "fragment", "number": 1}
    postmortem.record_findings(doctor, looked, [Stated("injury", "present", injury, "thorax")])
    looked = postmortem.close_examination(doctor, looked, seen=fresh(looked).version)
    with refused("I10", "amend it"):
        postmortem.record_findings(doctor, looked, [Stated("radiograph", "absent")])
    postmortem.state_cause(doctor, looked, status="final", chain=cause, manner="homicide")


def _associated(way: Way) -> None:
    by, unit = way.by("kistka"), way.unit
    with refused("I11", "what the association rests on"):
        individuals.form(by, unit, evidence="only_unit", grounds=" ")
    way.body = individuals.form(by, unit, evidence="only_unit", grounds="ціле тіло").individual
    with refused("I11", "already associated"):
        individuals.form(by, unit, evidence="only_unit", grounds="ще раз")


def _sampled(way: Way) -> None:
    by, unit = way.by("kistka"), way.unit
    with refused("I17", "not taken from remains"):
        samples.take_sample(by, unit, kind="buccal")
    way.samples["remains"] = samples.take_sample(by, unit, kind="femur", seal="ПЗ-1")
    mortuary = way.by("kholod")
    custody.return_to_store(mortuary, unit, seen=fresh(unit).version, slot=way.slot)


def read_by_code(way: Way) -> None:
    """I17, I31: the laboratory gets codes, and reports what it received and nothing else."""
    office, lab = way.by("kistka"), way.by("probirna")
    tubes = list(way.samples.values())
    way.asked = laboratory.request(
        office, laboratory="вигадана", asked_for="autosomal_str", samples=tubes
    )
    codes = {item.sample.number: item.code for item in way.asked.items.select_related("sample")}
    first = next(iter(codes.values()))
    with refused("I17", "counts on this sample"):
        samples.keep(office, tubes[0], seen=fresh(tubes[0]).version, retained=True)
    laboratory.send(office, way.asked, seen=fresh(way.asked).version, seal="Л-1")
    with refused("I17", "not in work"):
        laboratory.report(lab, first, outcome="full_profile", method="autosomal_str")
    laboratory.receive(lab, way.asked.number, codes=list(codes.values()), seal="Л-1")
    for number in (way.body.number, way.missing.number, way.samples["remains"].number):
        with refused("", "no such record"):
            by_number(lab.reading_for("цікавість"), number)
    whose = {"remains": "син"}
    for called, sample in way.samples.items():
        profile = way.read[whose.get(called, called)]
        laboratory.report(
            lab, codes[sample.number], outcome="full_profile", method="autosomal_str",
            markers_read=len(profile), profile=profile,
        )  # fmt: skip
    with refused("I17", "reported already"):
        laboratory.report(lab, first, outcome="full_profile", method="autosomal_str")
    assert fresh(way.unit).state == "associated"
