"""From a comparison to a name, at the terminal: proposed by one, read and signed by two."""

from __future__ import annotations

import re

import pytest

from imena.registry.models import Comparison, Decision, Hypothesis
from imena.registry.queries.dossier.signed import digest_of
from tests.cli.deciding.conftest import Terminal
from tests.registry.believed import Believed, fresh


def sole() -> Decision:
    return Decision.objects.get()


def named(terminal: Terminal, believed: Believed) -> Decision:
    """A decision signed by two, made at the terminal throughout."""
    body, missing = believed.remains(), believed.missing()
    believed.policy()
    terminal.does(
        "analyst", "comparison", "record", body.number, missing.number,
        "--method", "fingerprints", "--outcome", "established",
    )  # fmt: skip
    terminal.does(
        "analyst", "propose", body.number, missing.number, "--policy", "INTERPOL-1-primary"
    )
    number = sole().number
    terminal.does("board", "sign", number, said=("board",))
    terminal.does("prosecutor", "sign", number, said=("prosecutor",))
    return sole()


def test_one_proposes_and_two_sign(terminal: Terminal, believed: Believed) -> None:
    decision = named(terminal, believed)
    assert decision.status == "confirmed"
    assert Hypothesis.objects.get().state == "confirmed"
    shown = terminal.does("board", "decisions", "show", decision.number)
    assert f"digest {digest_of(decision)}" in shown
    assert shown.count("signed by") == 2
    assert "the policy is met" in shown
    assert "proposed a name" in shown
    listed = terminal.does("liaison", "decisions", "list")
    assert f"\n{decision.number}  " in listed
    assert "confirmed by two signatures" in listed


@pytest.mark.parametrize("language", ["uk"], indirect=True)
def test_it_is_said_in_ukrainian(terminal: Terminal, believed: Believed) -> None:
    decision = named(terminal, believed)
    shown = terminal.does("board", "decisions", "show", decision.number)
    assert "підтверджено двома підписами" in shown
    assert "правило виконано" in shown
    again = terminal.refuses("board", "sign", decision.number, said=("board",))
    assert "не відкрите для підписів" in again


def test_by_dna_a_comparison_rests_on_all_that_holds_and_cites_the_run(
    terminal: Terminal, believed: Believed
) -> None:
    body, missing = believed.remains(), believed.missing()
    mother, father = believed.relative(missing), believed.relative(missing, "father")
    stranger = believed.relative(missing, "full_sibling")
    terminal_name = believed.row(
        Hypothesis, individual=body, missing=missing, run="4",
        figures={"log10_lr": "9.4", "posterior": "0.9999", "reached": True},
    )  # fmt: skip
    stranger.kinships.update(standing="contradicted")
    terminal.does(
        "analyst", "comparison", "record", body.number, missing.number,
        "--method", "dna", "--outcome", "established",
    )  # fmt: skip
    made = Comparison.objects.get()
    assert set(made.donors) == {str(mother.pk), str(father.pk)}
    assert len(made.samples) == 3
    assert made.lab_methods == ["autosomal_str", "y_str"]
    assert made.figures == terminal_name.figures | {"run": "4"}


def test_a_dry_run_says_line_by_line_what_lacks_and_writes_nothing(
    terminal: Terminal, believed: Believed
) -> None:
    body, missing = believed.remains(), believed.missing()
    believed.policy("UA-2026-02")
    believed.dna(body, missing)
    asked = ("propose", body.number, missing.number, "--policy", "UA-2026-02", "--dry-run")
    said = terminal.refuses("analyst", *asked)
    assert f"{body.number}: the policy is NOT met" in said
    assert "way 2 of 3" in said
    assert re.search(r"✗ DNA: established, donors: 2 .*\n +there is CMP-\S+, donors PER-", said)
    assert re.search(r"✗ .*laboratory methods with one donor: 2\n.*methods 1", said)
    assert "It could not stand: The evidence that stands does not meet the policy" in said
    assert "Nothing was written." in said
    father = believed.relative(missing, "father")
    believed.dna(body, missing, father)
    assert "stands once it is signed" in terminal.does("analyst", *asked)
    assert not Decision.objects.exists()
    assert not Hypothesis.objects.exists()


def test_what_was_withdrawn_carries_no_proposal(terminal: Terminal, believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    believed.policy()
    ground = believed.compared(body, missing)
    terminal.does("analyst", "comparison", "withdraw", ground.number, "--reason", "чужа картка")
    asked = ("propose", body.number, missing.number, "--policy", "INTERPOL-1-primary")
    assert "A name rests on comparisons: there are none." in terminal.refuses("analyst", *asked)


def test_a_number_tried_is_not_used_up(terminal: Terminal, believed: Believed) -> None:
    from imena.registry.models import Event

    body, missing = believed.remains(), believed.missing()
    believed.policy()
    believed.compared(body, missing)
    asked = ("propose", body.number, missing.number, "--policy", "INTERPOL-1-primary")
    for _ in range(2):
        terminal.does("analyst", *asked, "--dry-run")
    terminal.does("analyst", *asked)
    assert sole().number.startswith("DEC-0001-")
    assert Event.objects.filter(type="identification.propose").count() == 1


@pytest.mark.invariant("I18")
def test_what_excludes_is_shown_first_and_must_be_named(
    terminal: Terminal, believed: Believed
) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    believed.policy()
    believed.compared(body, missing)
    against = believed.compared(
        body, missing, method="dental", outcome="excluded", by=cast.examiner
    )
    asked = ("propose", body.number, missing.number, "--policy", "INTERPOL-1-primary")
    said = terminal.refuses("analyst", *asked)
    assert said.index(against.number) < said.index("Read what excludes first")
    assert f"--exclusion {against.number}" in said
    proposed = terminal.does("analyst", *asked, "--exclusion", against.number)
    assert f"It could not stand: An exclusion stands: {against.number}." in proposed
    number = sole().number
    terminal.does("board", "sign", number, said=("board",))
    refused = terminal.refuses("prosecutor", "sign", number, said=("prosecutor",))
    assert refused.index("Excluded, until") < refused.index(f"{number}: proposed")
    alone = terminal.refuses(
        "board", "comparison", "withdraw", against.number, "--reason", "чужа картка"
    )
    assert "withdrawn by two people" in alone
    terminal.does(
        "board", "comparison", "withdraw", against.number, "--reason", "чужа картка",
        "--approver", terminal.usernames["prosecutor"], said=("prosecutor",),
    )  # fmt: skip
    terminal.does("prosecutor", "sign", number, said=("prosecutor",))
    assert sole().status == "confirmed"


@pytest.mark.invariant("I31")
def test_an_examiner_excludes_by_number_and_reads_no_name(
    terminal: Terminal, believed: Believed
) -> None:
    body, missing = believed.remains(), believed.missing("Калинопільська")
    name = believed.row(Hypothesis, individual=body, missing=missing)
    said = terminal.does(
        "examiner", "comparison", "record", body.number, missing.number,
        "--method", "dental", "--outcome", "excluded", "--note", "зуб 36",
    )  # fmt: skip
    assert fresh(name).state == "excluded"
    shown = terminal.does("board", "hypotheses", "--individual", body.number)
    assert "Калинопільська" not in said + shown
    assert Comparison.objects.get().number in shown


@pytest.mark.invariant("I12")
class TestSigning:
    """Nobody signs for another, twice, in a role they no longer have, or what they did not read."""

    @pytest.fixture
    def number(self, terminal: Terminal, believed: Believed) -> str:
        return believed.proposed(believed.remains(), believed.missing()).number

    def test_the_password_is_asked_once_more(self, terminal: Terminal, number: str) -> None:
        said = terminal.refuses("board", "sign", number, said=("навмання",))
        assert "This is not your password. Nothing was signed." in said
        assert sole().signatures.count() == 0

    def test_one_person_signs_once(self, terminal: Terminal, number: str) -> None:
        terminal.does("board", "sign", number, said=("board",))
        again = terminal.refuses("board", "sign", number, said=("board",))
        assert "One person signs once" in again

    def test_an_analyst_does_not_sign(self, terminal: Terminal, number: str) -> None:
        assert "not for your role" in terminal.refuses("analyst", "sign", number, said=("analyst",))

    def test_a_role_that_ended_meanwhile_signs_nothing(
        self, terminal: Terminal, number: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from imena.registry import clock
        from imena.registry.models import Membership
        from imena.registry.services import signin

        held = Membership.objects.filter(role="board")

        def ended(*given: object) -> None:
            held.update(ended_at=clock.now())

        monkeypatch.setattr(signin, "confirm", ended)
        assert "not for your role" in terminal.refuses("board", "sign", number, said=("board",))
        assert sole().signatures.count() == 0

    def test_what_was_read_elsewhere_must_be_what_is_signed(
        self, terminal: Terminal, number: str
    ) -> None:
        other = terminal.refuses("board", "sign", number, "--digest", "0" * 64, said=("board",))
        assert "What you read is not what is to be signed" in other
        read = digest_of(sole())
        terminal.does("board", "sign", number, "--digest", read, said=("board",))

    def test_several_roles_are_told_apart(
        self, terminal: Terminal, believed: Believed, number: str
    ) -> None:
        terminal.enrol("both", believed.cast.joined("Рада Закон", "board", "prosecutor"))
        unsure = terminal.refuses("both", "sign", number, said=("both",))
        assert "Say in which role you sign: board, prosecutor." in unsure
        terminal.does("both", "sign", number, "--role", "board", said=("both",))

    def test_a_policy_not_met_is_not_confirmed(
        self, terminal: Terminal, believed: Believed
    ) -> None:
        body, missing = believed.remains(), believed.missing()
        weak = believed.compared(body, missing, method="belongings")
        number = believed.proposed(body, missing, weak).number
        terminal.does("board", "sign", number, said=("board",))
        last = terminal.refuses("prosecutor", "sign", number, said=("prosecutor",))
        assert "does not meet the policy" in last


def test_brothers_are_proposed_as_a_set(terminal: Terminal, believed: Believed) -> None:
    bodies = [believed.remains(), believed.remains()]
    brothers = [believed.missing(), believed.missing()]
    believed.policy()
    mother = believed.relative(brothers[0])
    for body in bodies:
        believed.dna(body, brothers[0], mother, among=brothers)
    numbers = [*(b.number for b in bodies), *(m.number for m in brothers)]
    terminal.does("analyst", "propose", *numbers, "--policy", "INTERPOL-1-primary")
    shown = terminal.does("board", "decisions", "show", sole().number)
    assert all(number in shown for number in numbers)


def test_somebody_on_no_list_is_proposed_by_their_code(
    terminal: Terminal, believed: Believed
) -> None:
    body, person = believed.remains(), believed.relative(believed.missing())
    believed.policy()
    terminal.does(
        "analyst", "comparison", "record", body.number, person.code,
        "--method", "fingerprints", "--outcome", "established",
    )  # fmt: skip
    terminal.does("analyst", "propose", body.number, person.code, "--policy", "INTERPOL-1-primary")
    assert person.code in terminal.does("board", "decisions", "list")


def test_a_policy_nobody_adopted_names_those_in_force(
    terminal: Terminal, believed: Believed
) -> None:
    body, missing = believed.remains(), believed.missing()
    believed.policy()
    said = terminal.refuses("analyst", "propose", body.number, missing.number, "--policy", "X-1")
    assert "In force: INTERPOL-1-primary" in said


def test_a_number_of_nobody_is_told_from_nothing(terminal: Terminal, believed: Believed) -> None:
    believed.policy()
    for number in ("IND-0001", "IND-0001-P", "хтось"):
        said = terminal.refuses("analyst", "propose", number, "--policy", "INTERPOL-1-primary")
        assert f"“{number}” is not a number of ours." in said
    for number in ("IND-0001-M", "DEC-0001-P"):
        said = terminal.refuses("analyst", "propose", number, "--policy", "INTERPOL-1-primary")
        assert "no such record" in said


def test_a_proposal_is_rejected_and_a_contradiction_settled(
    terminal: Terminal, believed: Believed
) -> None:
    missing = believed.missing()
    first, second = (believed.proposed(believed.remains(), missing) for _ in range(2))
    listed = terminal.does("board", "decisions", "list")
    assert f"({first.number}, {second.number})" in listed
    settle = (
        "decisions", "settle", first.number, second.number, "--resolved", "переплутано зразки",
        "--approver", terminal.usernames["prosecutor"],
    )  # fmt: skip
    still = terminal.refuses("board", *settle, said=("prosecutor",))
    assert "They still contradict each other" in still
    terminal.does("board", "decisions", "reject", second.number, "--reason", "чужий зразок")
    assert "Settled." in terminal.does("board", *settle, said=("prosecutor",))
    assert fresh(second).status == "rejected"
