"""The forms of families: what is recorded, what is refused and kept, what somebody else changed."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse

from imena.registry.models import Consent, Contact, Interview, Kinship, Person
from imena.registry.services import persons
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


def test_a_relative_is_added_with_who_they_say_they_are(served: Served) -> None:
    given = {"family": "Новенька", "given": "Оксана", "relationship": "daughter"}
    answer = served.client("interviewer").post(at(served, "relative"), given)
    assert answer.status_code == 302
    kinship = Kinship.objects.get(relationship="daughter")
    assert (kinship.missing, kinship.standing) == (served.missing, "claimed")
    before = Person.objects.count()
    answer = served.client("interviewer").post(at(served, "relative"), {"relationship": "son"})
    assert (answer.status_code, Person.objects.count()) == (400, before)


def test_a_section_of_an_interview_is_kept_in_the_words_of_who_told_it(served: Served) -> None:
    given = {"person": served.relative.code, "section": "marks", "text": "Рубець на коліні."}
    answer = served.client("interviewer").post(at(served, "interview"), given)
    assert answer.status_code == 302
    assert Interview.objects.filter(sections={"marks": "Рубець на коліні."}).exists()
    assert "Рубець на коліні." in words(served.client("liaison"), at(served, "missing"))


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
