"""An invented case of any size, for how large and how slow a report becomes."""

from __future__ import annotations

from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family
from imena.matching.identification import Identification, JointAnswer
from tests.reports.invented import markers_of_case, pair_of, sample_of

M, F = Sex.MALE, Sex.FEMALE


def large(bodies: int, candidates: int) -> tuple[Case, Identification]:
    """A case of many bodies, each with a brother and a mother typed and several candidates."""
    people = [
        Person("f", sex=M),
        Person("m", sex=F),
        Person("gf", sex=M),
        Person("gm", sex=F),
    ]
    families = []
    for i in range(bodies):
        f, m, gf, gm = (f"{p.id}{i}" for p in people)
        pedigree = Pedigree.of(
            [
                Person(gf, sex=M),
                Person(gm, sex=F),
                Person(f, gf, gm, M),
                Person(m, sex=F),
                Person(f"MP-{i}", f, m, M),
                Person(f"b{i}", f, m, M),
                Person(f"s{i}", f, m, F),
            ]
        )
        details = {f"MP-{i}": {"name": f"Вигаданий Андрій-{i}"}}
        samples = {f"b{i}": sample_of(i), m: sample_of(i + 1)}
        families.append(Family(f"F-{i}", pedigree, samples, (f"MP-{i}",), {}, details))
    remains = tuple(Body(f"BX-{i:04d}", M, sample_of(i)) for i in range(bodies))
    made = Case("Вигадане поле, велике", markers_of_case(), tuple(families), remains)
    pairs, marginals = [], {}
    for i in range(bodies):
        for step in range(candidates):
            j = (i + step) % bodies
            pairs.append(pair_of(f"BX-{i:04d}", f"MP-{j}", f"F-{j}"))
            marginals[f"BX-{i:04d}", f"MP-{j}"] = 0.9995 if step == 0 else 0.0004 / candidates
    joint = JointAnswer(
        method="exact",
        prior="flat",
        log_likelihood_null=-1.0,
        assignments=(),
        marginals=marginals,
        nobody={b.id: 0.0001 for b in remains},
        not_recovered={f"MP-{i}": 0.0001 for i in range(bodies)},
        log10_glr={},
        symmetric=(),
        components=(),
        n_assignments=1e300,
        dropped_mass=0.0,
    )
    return made, Identification(tuple(pairs), joint, ())
