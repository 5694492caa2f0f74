"""Home and back, at the terminal: told, asked, released at the door, buried, and taken back."""

from __future__ import annotations

import pytest

from imena.numbering.pattern import Kind, number
from imena.registry.models import Decision, Individual, MissingPerson, Person, Release, Sample
from tests.cli.deciding.conftest import Terminal
from tests.registry.believed import Believed, fresh

GRAVE = ("--place", "вигаданий цвинтар", "--plot", "12", "--on", "2031-06-20")


class Named:
    """Somebody named by two signatures, and their mother."""

    def __init__(self, terminal: Terminal, believed: Believed) -> None:
        self.terminal, self.believed = terminal, believed
        self.body: Individual = believed.remains()
        self.missing: MissingPerson = believed.missing()
        self.mother: Person = believed.relative(self.missing)
        # Who speaks with a family is the one it is entrusted to.
        MissingPerson.objects.filter(pk=self.missing.pk).update(liaison=believed.cast.liaison.user)
        self.decision: Decision = believed.confirmed(self.body, self.missing)

    def asked(self, partial: str = "receive_now") -> str:
        return self.terminal.does(
            "liaison", "wishes", "record", self.mother.code, self.missing.number,
            "--partial", partial, "--later", "ask_each_time", "--on", "2031-06-02",
        )  # fmt: skip

    def authorise(self) -> tuple[str, ...]:
        return (
            "release", "authorise", self.decision.number, self.body.number,
            "--recipient", self.mother.code, "--proof", "свідоцтво", "--authorisation", "П-31",
        )  # fmt: skip

    def authorised(self) -> Release:
        self.asked()
        self.terminal.does("prosecutor", *self.authorise())
        return Release.objects.get()

    def hand_over(self, release: Release, tag: str) -> tuple[str, ...]:
        witness = self.terminal.usernames["liaison"]
        return ("release", "hand-over", release.number, "--tag", tag, "--witness", witness)

    @property
    def tag(self) -> str:
        (tag,) = self.believed.tags(self.body)
        return tag

    def released(self) -> Release:
        release = self.authorised()
        self.terminal.does(
            "mortuary", *self.hand_over(release, self.tag), said=("liaison", self.tag)
        )
        return fresh(release)

    def reverse(self) -> tuple[str, ...]:
        return (
            "reverse", self.decision.number, "--reason", "sample_swap", "--grounds", "переплутано",
            "--approver", self.terminal.usernames["prosecutor"],
        )  # fmt: skip


@pytest.fixture
def named(terminal: Terminal, believed: Believed) -> Named:
    return Named(terminal, believed)


def test_the_family_is_told_by_its_own_rules(terminal: Terminal, named: Named) -> None:
    Person.objects.filter(pk=named.mother.pk).update(contact_rules={"manners": ["in_person"]})
    told = ("notify", named.decision.number, named.mother.code, "--manner")
    assert "another manner" in terminal.refuses("liaison", *told, "telephone")
    assert "the family was told" in terminal.does("liaison", *told, "in_person")


def test_nobody_is_told_of_a_proposal(terminal: Terminal, believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother = believed.relative(missing)
    MissingPerson.objects.filter(pk=missing.pk).update(liaison=believed.cast.liaison.user)
    number = believed.proposed(body, missing).number
    said = terminal.refuses("liaison", "notify", number, mother.code, "--manner", "in_person")
    assert "once the decision is confirmed" in said


def test_nothing_is_released_before_the_family_was_asked(terminal: Terminal, named: Named) -> None:
    assert "Ask the family" in terminal.refuses("prosecutor", *named.authorise())
    named.asked()
    assert "is authorised" in terminal.does("prosecutor", *named.authorise())
    assert "authorised" in terminal.does("prosecutor", "release", "list")


def test_a_family_that_waits_is_handed_nothing(terminal: Terminal, named: Named) -> None:
    from imena.registry.models import RecoveredUnit

    RecoveredUnit.objects.update(kind="body_part")
    named.asked("wait_until_complete")
    assert "asked to wait" in terminal.refuses("prosecutor", *named.authorise())


def test_at_the_door_two_read_the_same_tags_or_nothing_leaves(
    terminal: Terminal, named: Named, believed: Believed
) -> None:
    release = named.authorised()
    other = believed.unit().number
    said = terminal.refuses(
        "mortuary", *named.hand_over(release, named.tag), said=("liaison", other)
    )
    assert "The tags are not those of the decision: nothing was released." in said
    assert fresh(release).state == "authorised"
    again = terminal.refuses(
        "mortuary", *named.hand_over(release, named.tag), said=("liaison", named.tag)
    )
    assert "An incident is open" in again


def test_somebody_else_reads_with_a_password_of_their_own(terminal: Terminal, named: Named) -> None:
    release = named.authorised()
    wrong = terminal.refuses("mortuary", *named.hand_over(release, named.tag), said=("навмання",))
    assert "do not belong together" in wrong
    terminal.does("mortuary", *named.hand_over(release, named.tag), said=("liaison", named.tag))
    assert fresh(release).state == "released"


def test_released_remains_come_back(terminal: Terminal, named: Named) -> None:
    release = named.released()
    terminal.does("mortuary", "release", "take-back", release.number, "--reason", "обстріл дороги")
    assert fresh(release).state == "reversed"
    late = terminal.refuses("prosecutor", "release", "cancel", release.number, "--reason", "пізно")
    assert "has not taken place" in late


def test_a_release_is_cancelled(terminal: Terminal, named: Named) -> None:
    release = named.authorised()
    terminal.does("prosecutor", "release", "cancel", release.number, "--reason", "прохання родини")
    assert "прохання родини" in terminal.does("prosecutor", "release", "list")


def test_a_burial_under_a_name_follows_the_release(terminal: Terminal, named: Named) -> None:
    release = named.authorised()
    bury = ("burial", "named", release.number, *GRAVE, "--marker", "Сава Вигаданий")
    assert "follows a release" in terminal.refuses("mortuary", *bury)
    terminal.does("mortuary", *named.hand_over(release, named.tag), said=("liaison", named.tag))
    terminal.does("mortuary", *bury)
    listed = terminal.does("mortuary", "burial", "list", named.body.number)
    assert "вигаданий цвинтар, 12: under a name; 2031-06-20" in listed


def test_an_interim_burial_keeps_the_way_back_open(terminal: Terminal, believed: Believed) -> None:
    body = believed.remains()
    sample = str(number(Kind.POSTMORTEM_SAMPLE, 77))
    Sample.objects.update(number=sample)
    bury = (
        "burial", "unnamed", body.number, "--sample", sample, *GRAVE,
        "--marker", "Тимчасово невідомий", "--way-back",
    )  # fmt: skip
    assert "needs a retained sample" in terminal.refuses("mortuary", *bury, " ")
    terminal.does("mortuary", *bury, "дозвіл міської ради 7")
    exhume = (
        "burial", "exhume", body.number, "--order", "постанова 7", "--on", "2031-08-01", "--plot"
    )  # fmt: skip
    assert "one of —" in terminal.refuses("prosecutor", *exhume, "13")
    assert "opened again" in terminal.does("prosecutor", *exhume, "12")


def test_whom_to_ask_again_is_listed_by_number(
    terminal: Terminal, named: Named, believed: Believed
) -> None:
    from imena.registry.services import individuals

    named.asked()
    assert named.mother.code not in terminal.does("liaison", "wishes", "again")
    individuals.associate(
        believed.cast.examiner, named.body, believed.unit("single_bone"),
        evidence="dna", grounds="той самий профіль",
    )  # fmt: skip
    assert f"{named.mother.code}  {named.missing.number}" in terminal.does(
        "liaison", "wishes", "again"
    )


def test_a_reversal_lists_what_it_touches_before_the_second_person_agrees(
    terminal: Terminal, named: Named, believed: Believed
) -> None:
    other = believed.missing("Інший")
    believed.compared(named.body, other, method="belongings", outcome="possible")
    release = named.released()
    terminal.does(
        "liaison", "notify", named.decision.number, named.mother.code, "--manner", "in_person"
    )
    terminal.does("mortuary", "burial", "named", release.number, *GRAVE, "--marker", "Сава")
    alone = terminal.refuses("board", *named.reverse(), said=("навмання",))
    assert f"release {release.number}: returned to the family" in alone
    assert "told: NTF-" in alone
    assert f"grave вигаданий цвинтар, 12: {named.body.number} lies there" in alone
    assert f"named for {named.missing.number}" in alone
    assert f"sought again: {named.missing.number}" in alone
    assert fresh(named.decision).status == "confirmed"
    said = terminal.does("board", *named.reverse(), said=("prosecutor",))
    assert f"{named.decision.number} is reversed. Review REV-" in said
    assert fresh(named.decision).status == "reversed"
    listed = terminal.does("board", "review", "list")
    assert named.decision.number in listed
    review = listed.split("\n")[1].split()[0]
    assert "still rests on this decision" in terminal.refuses("board", "review", "close", review)
    terminal.does(
        "prosecutor", "burial", "exhume", named.body.number, "--order", "постанова", "--on",
        "2031-09-01",
    )  # fmt: skip
    assert "is closed" in terminal.does("board", "review", "close", review)
    shown = terminal.does("board", "decisions", "show", named.decision.number)
    assert "reversed a decision" in shown
    assert "why: переплутано" in shown


def test_a_review_suspends_and_upholds(terminal: Terminal, named: Named) -> None:
    release = named.authorised()
    number = named.decision.number
    said = terminal.does(
        "board", "review", "suspend", number, "--reason", "court", "--grounds", "ухвала"
    )
    assert f"release {release.number}: blocked" in said
    blocked = terminal.refuses(
        "mortuary", *named.hand_over(release, named.tag), said=("liaison", named.tag)
    )
    assert "not authorised, or was blocked" in blocked
    uphold = ("review", "uphold", number, "--reason", "так", "--approver")
    alone = terminal.refuses("board", *uphold, terminal.usernames["board"], said=("board",))
    assert "all different" in alone
    terminal.does("board", *uphold, terminal.usernames["prosecutor"], said=("prosecutor",))
    assert fresh(named.decision).status == "confirmed"
    assert fresh(release).state == "authorised"
    assert "No review REV-0404 is open" in terminal.refuses("board", "review", "close", "REV-0404")
