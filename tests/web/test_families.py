"""The forms of families: what is recorded, what is refused and kept, what somebody else changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from imena.registry import clock
from imena.registry.models import (
    AntemortemFinding,
    Conflict,
    Consent,
    Contact,
    Interview,
    Kinship,
    MissingPerson,
    Notification,
    Person,
    Sample,
    SamplePlan,
)
from imena.registry.services import persons
from imena.registry.services.sample_plans import Planned, keep
from tests.registry.believed import fresh
from tests.web.served import Served


def at(served: Served, name: str) -> str:
    return served.addresses()[name]


def words(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_next_promised_talk_stands_on_top_of_the_list(served: Served) -> None:
    page = words(served.client("liaison", language="en"), at(served, "families"))
    assert page.index("Promised talks") < page.index("Everybody looked for")
    assert page.count(served.missing.number) >= 2


def test_a_talk_is_recorded_on_the_page(served: Served) -> None:
    given = {
        "person": served.relative.code, "manner": "in_person", "spoke_on": "2026-01-02",
        "note": "мала питання", "next_on": "2026-02-03",
    }  # fmt: skip
    answer = served.client("liaison").post(at(served, "talk"), given)
    assert answer.headers["Location"] == at(served, "missing")
    talk = Contact.objects.get(note="мала питання")
    assert (talk.manner, talk.next_on) == ("in_person", date(2026, 2, 3))


def test_what_is_wrong_is_said_and_what_was_typed_stays(served: Served) -> None:
    given = {"person": served.relative.code, "note": "довга нотатка", "next_on": "колись"}
    answer = served.client("liaison", language="en").post(at(served, "talk"), given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error:" in page.replace("\n", "")
    assert "довга нотатка" in page
    assert {"#manner", "#next_on"} <= {part.split('"')[0] for part in page.split('href="')}
    assert not Contact.objects.filter(note="довга нотатка").exists()


def test_a_talk_against_somebody_s_rules_is_refused_in_the_form(served: Served) -> None:
    now = fresh(served.relative)
    persons.describe(
        served.cast.interviewer, now, seen=now.version, contact_rules={"manners": ["letter"]}
    )
    given = {"person": served.relative.code, "manner": "telephone", "note": "не записано"}
    client = served.client("liaison", language="en")
    answer = client.post(at(served, "talk"), given)
    assert answer.status_code == 400
    assert "asked to be told in another manner" in answer.content.decode()
    answer = client.post(at(served, "talk"), given | {"by_family": "yes"})
    assert answer.status_code == 302


def test_somebody_is_tapped_in_the_tree_and_a_relative_added_beside_them(served: Served) -> None:
    client = served.client("interviewer", language="en")
    page = words(client, at(served, "missing"))
    tapped = f"?at={served.relative.code}#at"
    assert tapped in page.replace("&amp;", "&")
    panel = words(client, at(served, "missing") + f"?at={served.relative.code}")
    beside = f"?of={served.relative.code}&step=parent"
    assert beside in panel.replace("&amp;", "&")
    # The mother’s mother is a grandmother on the mother’s side, and nobody else is offered.
    form = words(client, at(served, "relative") + beside)
    assert 'value="maternal_grandmother"' in form
    assert 'value="paternal_grandmother"' not in form
    given = {
        "family": "Новенька", "given": "Оксана", "relationship": "maternal_grandmother",
        "born": "1931", "died": "2009",
    }  # fmt: skip
    assert client.post(at(served, "relative") + beside, given).status_code == 302
    kinship = Kinship.objects.get(relationship="maternal_grandmother")
    assert (kinship.missing, kinship.standing) == (served.missing, "claimed")
    person = Person.objects.get(pk=kinship.person_id)
    assert (person.sex, person.dead, person.died) == ("female", True, "2009")
    # She is drawn, and not offered a second time.
    again = words(client, at(served, "missing") + f"?at={person.code}")
    assert "Новенька" in again
    assert 'value="maternal_grandmother"' not in words(client, at(served, "relative") + beside)


def test_a_relative_without_a_name_or_a_kinship_is_not_recorded(served: Served) -> None:
    client = served.client("interviewer")
    before = Person.objects.count()
    for given in ({"relationship": "son"}, {"family": "Новенька"}):
        assert client.post(at(served, "relative"), given).status_code == 400
    assert Person.objects.count() == before


def test_what_two_write_of_a_relative_at_once_is_shown_side_by_side(served: Served) -> None:
    client = served.client("interviewer", language="en")
    where = at(served, "describe_relative")
    shown = fresh(served.relative)
    persons.describe(served.cast.interviewer, shown, seen=shown.version, born="1961")
    mine = {
        "family": "Вигадана", "given": "Інша", "born": "1962", "seen": str(shown.version - 1),
        "was": '{"family": ["Вигадана"], "born": []}', "to": "record",
    }  # fmt: skip
    answer = client.post(where, mine)
    assert answer.status_code == 409
    assert "1961" in answer.content.decode()
    assert fresh(served.relative).born == "1961"


def test_somebody_reported_has_a_file_and_is_described(served: Served) -> None:
    client = served.client("interviewer", language="en")
    given = {"family": "Шуканий", "given": "Петро", "sex": "male", "tax_number": "7"}
    answer = client.post(at(served, "report"), given)
    missing = MissingPerson.objects.get(names__0__family="Шуканий")
    assert answer.headers["Location"] == reverse("missing", args=[missing.number])
    assert missing.documents == {"tax_number": "7"}
    where = reverse("describe_missing", args=[missing.number])
    told = given | {"last_seen": "2026-03", "seen": str(missing.version), "tax_number": "77"}
    assert client.post(where, told).status_code == 302
    now = fresh(missing)
    assert (now.last_seen, now.documents) == ("2026-03", {"tax_number": "77"})


def test_an_interview_is_kept_in_the_words_of_who_told_it(served: Served) -> None:
    given = {
        "person": served.relative.code, "held_on": "2026-01-02", "language": "uk",
        "marks": "Рубець на коліні.", "how_known": "бачила сама", "to": "record",
    }  # fmt: skip
    client = served.client("interviewer")
    assert client.post(at(served, "interview"), given).status_code == 302
    told = {"how_known": "бачила сама", "marks": "Рубець на коліні."}
    assert Interview.objects.filter(sections=told).exists()
    assert "Рубець на коліні." in words(served.client("liaison"), at(served, "missing"))
    nothing = {key: given[key] for key in ("person", "held_on", "to")}
    assert client.post(at(served, "interview"), nothing).status_code == 400


def test_what_is_known_is_recorded_apart_and_corrected(served: Served) -> None:
    client = served.client("interviewer", language="en")
    where = at(served, "known")
    given = {
        "status": "present", "mark": "scar", "description": "Рубець на коліні", "source": "family",
        "region": "lower_limb_left", "as_of": "2020",
    }  # fmt: skip
    assert client.post(where, given).status_code == 302
    first = AntemortemFinding.objects.get(kind="mark")
    assert "Рубець на коліні" in words(client, f"{where}?correct={first.pk}")
    right = given | {"region": "lower_limb_right", "replaces": str(first.pk)}
    assert client.post(where, right).status_code == 302
    assert AntemortemFinding.objects.get(replaces=first).region == "lower_limb_right"
    # Nobody is asked of the living what only remains show.
    assert 'name="serial_unreadable"' not in words(client, where)
    assert client.post(where, given | {"status": "not_examined"}).status_code == 400


def test_a_dentist_s_chart_is_tapped_as_it_was_in_life(served: Served) -> None:
    client = served.client("interviewer")
    given = {
        "tooth": ["16", "17"], "state": "filled", "surfaces": ["O"], "source": "dental_record",
        "as_of": "2019-04",
    }  # fmt: skip
    assert client.post(at(served, "chart"), given).status_code == 302
    found = AntemortemFinding.objects.filter(kind="tooth")
    assert {f.data["tooth"] for f in found} == {"16", "17"}
    # What is lost after death nobody loses in a record; then nothing of it is kept.
    lost = given | {"tooth": ["18"], "state": "missing_postmortem", "surfaces": []}
    assert client.post(at(served, "chart"), lost).status_code == 400
    assert found.count() == 2


@pytest.mark.invariant("I17")
def test_a_kept_plan_is_shown_with_figures_to_those_alone_who_compare(served: Served) -> None:
    interviewer = served.cast.interviewer
    name = {"script": "uk", "family": "Рідна", "given": "Ганна"}
    relative = persons.register(interviewer, names=[name])
    persons.claim_kinship(interviewer, relative, served.missing, relationship="full_sibling")
    asks = [{
        "person": relative.code, "what": "relative", "relation": "full_sibling",
        "of": served.missing.number,
    }]  # fmt: skip
    planned = Planned(served.missing.number, "one", asks, [{"named": "0.9876", "before": "0.1"}])
    told: dict[str, Any] = {
        "digest": "0" * 64,
        "known_at": 1,
        "parameters": {"replicates": 500, "seed": 41},
    }
    made = {"seconds": 1.5, "inputs": [{"share": 0.25, "sha256": "0" * 64}]}
    keep(served.cast.analyst, **told, provenance=made, families=[planned])
    kept = SamplePlan.objects.get().provenance
    assert kept == {"seconds": "1.5", "inputs": [{"share": "0.25", "sha256": "0" * 64}]}
    analyst = words(served.client("analyst", language="en"), at(served, "missing"))
    liaison = words(served.client("liaison", language="en"), at(served, "missing"))
    assert relative.code in liaison
    assert "98" in analyst
    assert "Of 100 cases" in analyst
    assert "Of 100 cases" not in liaison
    # That remains reached the threshold is no answer, and is not read by who speaks with them.
    planned = Planned(served.missing.number, "reached", [], [])
    keep(served.cast.analyst, **told, provenance={}, families=[planned])
    analyst = words(served.client("analyst", language="en"), at(served, "missing"))
    liaison = words(served.client("liaison", language="en"), at(served, "missing"))
    assert "the threshold is reached" in analyst
    assert "the threshold is reached" not in liaison
    # Their own profiles contradicting one another is nothing a liaison reads.
    keep(
        served.cast.analyst, **told, provenance={},
        families=[Planned(served.missing.number, "contradicts_itself", [], [])],
    )  # fmt: skip
    analyst = words(served.client("analyst", language="en"), at(served, "missing"))
    liaison = words(served.client("liaison", language="en"), at(served, "missing"))
    assert "contradict" in analyst
    assert "contradict" not in liaison


@pytest.mark.invariant("I22")
def test_the_family_is_told_of_a_decision_and_asked_what_they_wish(served: Served) -> None:
    client = served.client("liaison", language="en")
    given = {"person": served.relative.code, "manner": "in_person", "told_on": "2026-01-02"}
    # While something contradicts the decision, nobody is told.
    assert client.post(at(served, "notify"), given).status_code == 400
    Conflict.objects.update(closed_at=clock.now())
    assert client.post(at(served, "notify"), given).status_code == 302
    assert Notification.objects.get().decision_id == served.decision.pk
    wish = {
        "person": served.relative.code, "partial_remains": "receive_now",
        "later_found": "tell_and_return", "asked_on": "2026-01-02",
    }  # fmt: skip
    assert client.post(at(served, "wishes"), wish).status_code == 302
    page = words(client, at(served, "missing"))
    assert "receive what was found" in page
    assert served.decision.number in page
    other = served.believed.missing("Чужий")
    served.entrust(other)
    nothing = client.post(reverse("notify", args=[other.number]), given)
    assert "nothing to tell" in nothing.content.decode()


def test_a_reference_sample_is_taken_with_a_consent_that_stands(served: Served) -> None:
    before = Sample.objects.count()
    client = served.client("interviewer")
    given = {"kind": "buccal", "seal": "R-1"}
    assert client.post(at(served, "reference"), given).status_code == 302
    assert Sample.objects.count() == before + 1
    for consent in Consent.objects.filter(person=served.relative, purpose="identification"):
        persons.withdraw_consent(served.cast.interviewer, consent, withdrawn_on=date(2026, 1, 2))
    assert client.post(at(served, "reference"), given).status_code == 400


def test_a_consent_is_given_and_taken_back(served: Served) -> None:
    client = served.client("interviewer")
    given = {"purpose": "research", "form_version": "2026-1", "given_on": "2026-01-02"}
    assert client.post(at(served, "consent"), given).status_code == 302
    consent = Consent.objects.get(purpose="research")
    assert client.post(at(served, "consent"), {"withdraw": str(consent.pk)}).status_code == 302
    assert fresh(consent).withdrawn_on is not None
    other = served.believed.relative(served.believed.missing("Чужий"))
    foreign = Consent.objects.filter(person=other).first()
    assert foreign is not None
    answer = client.post(at(served, "consent"), {"withdraw": str(foreign.pk)})
    assert answer.status_code == 404
    assert fresh(foreign).withdrawn_on is None


def test_rules_that_somebody_else_changed_are_shown_beside_mine(served: Served) -> None:
    before = fresh(served.relative)
    seen = before.version
    persons.describe(
        served.cast.interviewer, before, seen=seen, contact_rules={"note": "лише вранці"}
    )
    mine = {"seen": str(seen), "note": "лише ввечері", "manners": ["telephone"]}
    client = served.client("interviewer")
    answer = client.post(at(served, "rules"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "лише вранці" in page
    assert "лише ввечері" in page
    assert fresh(served.relative).contact_rules["note"] == "лише вранці"
    again = mine | {"seen": str(fresh(served.relative).version)}
    assert client.post(at(served, "rules"), again).status_code == 302
    assert fresh(served.relative).contact_rules["note"] == "лише ввечері"


def test_no_page_of_a_family_tells_what_genetics_found(served: Served) -> None:
    kinship = Kinship.objects.get(person=served.relative)
    persons.contradict_kinship(
        served.cast.analyst, kinship, seen=kinship.version, note="за ДНК не мати"
    )
    for role in ("liaison", "interviewer", "prosecutor"):
        for name in ("missing", "person"):
            page = words(served.client(role, language="en"), at(served, name))
            assert served.relative.code in page
            assert "за ДНК" not in page
            assert "does not hold" not in page
            assert "contradict" not in page


def test_a_family_in_nobody_s_care_is_not_shown_to_the_liaison(served: Served) -> None:
    other = served.believed.missing("Чужий")
    client = served.client("liaison")
    assert client.get(reverse("missing", args=[other.number])).status_code == 404
    assert "Чужий" not in words(client, at(served, "families"))
