"""Names: what speaks for them, who proposes, who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from imena.registry.policies import shipped
from imena.registry.queries.dossier.signed import dossier
from imena.registry.queries.identification import hypotheses
from imena.registry.queries.policies import would_fail
from imena.registry.services import decisions, identification, policies
from imena.rehearsal.parts import methods_for
from imena.rehearsal.stage import Stage, seen

if TYPE_CHECKING:
    from imena.registry.models import Comparison, Decision, Hypothesis

#: The office's first rule: before there is a laboratory, recognition with things found on the body.
BY_SIGHT: Mapping[str, Any] = {
    "ways": [
        {
            "needs": [
                {"methods": ["visual"], "outcomes": ["established"]},
                {"methods": ["belongings"], "outcomes": ["established", "probable"]},
            ],
            "later_sampling": True,
        }
    ],
    "signatures": {"number": 2, "roles": ["board", "prosecutor"]},
}
#: Where fire left no profile: things and circumstances together, for all of a set at once.
OF_A_SET: Mapping[str, Any] = {
    "ways": [
        {
            "needs": [
                {"methods": ["belongings"], "outcomes": ["established"]},
                {"methods": ["circumstances"], "outcomes": ["established"]},
            ]
        }
    ],
    "signatures": {
        "number": 2,
        "roles": ["board", "prosecutor"],
        "each": {"board": 1, "prosecutor": 1},
    },
}
_WORDS = {
    "OFFICE-BY-SIGHT": (
        BY_SIGHT,
        "Впізнання родичем разом із речами; зразок узяти якнайшвидше.",
        "Recognition by a relative together with belongings; a sample is taken as soon as can be.",
    ),
    "OFFICE-SET": (
        OF_A_SET,
        "Коли вогонь не лишив профілю: речі й обставини разом, для всієї групи людей одразу.",
        "Where fire left no profile: belongings and circumstances, for a whole set of people.",
    ),
}
#: Figures of a run that a comparison by DNA cites.
_CITED = ("log10_lr", "posterior", "posterior_dna", "reached")
_SIGNERS = (("rada", "zakon"), ("vaha", "dozvil"), ("rada", "pravo"))


def adopt(stage: Stage, code: str) -> None:
    """Put a rule in force; decisions that do not meet it are read and named."""
    proposer, approvers = stage.cast["rada"], [stage.cast["zakon"], stage.cast["dozvil"]]
    known = shipped().get(code)
    rules, uk, en = (known.rules, known.text_uk, known.text_en) if known else _WORDS[code]
    adopted = policies.adopt(
        proposer,
        code=code,
        rules=rules,
        text_uk=uk,
        text_en=en,
        approvers=approvers,
        failing_seen=[f.decision for f in would_fail(proposer, rules)],
    )
    stage.policies[code] = adopted.policy


def by_sight(stage: Stage, body: str, missing: str) -> Decision:
    """A name from recognition and a jacket, as the first rule allows."""
    grounds = [
        identification.compare(
            stage.cast["zbih"],
            stage.individuals[body],
            missing=stage.missing[missing],
            method=method,
            outcome=outcome,
            note=note,
        )
        for method, outcome, note in (
            ("visual", "established", "Упізнала родичка."),
            ("belongings", "probable", "Куртка такого кольору, як розповідали."),
        )
    ]
    return proposed(stage, body, missing, grounds, "OFFICE-BY-SIGHT")


def by_dna(stage: Stage, body: str, **how: Any) -> Decision:
    """A name from the family’s samples, under the rule for DNA, by what the last run said."""
    missing = stage.true_name(body)
    assert missing is not None
    family = stage.families[missing]
    individual = stage.individuals[body]
    name = possible(stage, body, missing)
    comparison = identification.compare(
        stage.cast["zbih"],
        individual,
        missing=stage.missing[missing],
        method="dna",
        outcome="established",
        samples=[
            *stage.samples[body],
            *(s for donor in family.typed for s in stage.samples[donor]),
        ],
        donors=[stage.relatives[donor] for donor in family.typed],
        lab_methods=methods_for(family, missing),
        figures={f: name.figures[f] for f in _CITED if f in name.figures} | {"run": name.run},
    )
    return proposed(stage, body, missing, [comparison], "UA-2026-02", **how)


def compared(stage: Stage) -> None:
    """The analyst lets everybody be compared with everybody, where the play was given a way to."""
    if stage.compare is not None:
        stage.compare(stage.cast["zbih"])


def possible(stage: Stage, body: str, missing: str, state: str = "candidate") -> Hypothesis:
    """The possible name as the last run left it, or put up by hand where no run found it."""
    analyst, individual = stage.cast["zbih"], stage.individuals[body]
    known = hypotheses(analyst, individual.pk).filter(missing=stage.missing[missing]).first()
    return known or identification.suggest(
        analyst, individual, stage.missing[missing], state=state, figures=stage.figures_of(body)
    )


def proposed(
    stage: Stage,
    body: str,
    missing: str,
    grounds: Sequence[Comparison],
    policy: str,
    **how: Any,
) -> Decision:
    """Proposed by the analyst, read and signed by two."""
    decision = decisions.propose(
        stage.cast["zbih"],
        policy=stage.policies[policy],
        individuals=[stage.individuals[body]],
        missing=[stage.missing[missing]],
        comparisons=grounds,
        **how,
    )
    return signed(stage, decision, body)


def signed(stage: Stage, decision: Decision, body: str) -> Decision:
    """One of the board and a prosecutor sign what they have read."""
    pair = _SIGNERS[len(stage.decisions) % len(_SIGNERS)]
    for username in pair:
        stage.later(25)
        signer = stage.cast[username]
        _, digest = dossier(signer, decision)
        decision = decisions.sign(signer, decision, role=min(signer.roles), digest=digest)
    stage.decisions[body] = decision
    stage.count("decisions", 1)
    return decision


def exclude(stage: Stage) -> None:
    """A neighbour thought he knew the man; the teeth say otherwise, and that stands."""
    parts = stage.parts
    body = parts.excluded
    other = stage.true_name(parts.on_marker)
    assert other is not None
    individual, missing = stage.individuals[body], stage.missing[other]
    guess = possible(stage, body, other, state="presumptive")
    identification.weigh(stage.cast["zbih"], guess, seen=seen(guess), state="under_comparison")
    against = identification.compare(
        stage.cast["zubenko"],
        individual,
        missing=missing,
        method="dental",
        outcome="excluded",
        note="Пломба в зубі 36 за життя й здоровий зуб 36 після смерті.",
    )
    stage.truths["exclusion_standing"] = against.number
