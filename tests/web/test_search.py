"""Search: a number opens its page, a name is found in any letters, nobody finds what is hidden."""

from __future__ import annotations

from django.urls import reverse

from imena.registry.models import Event, RecoveredUnit
from tests.web.served import FAMILY, Served


def asked(served: Served, words: str, role: str = "analyst", purpose: str = "пошук") -> str:
    client = served.client(role, purpose=purpose, language="en")
    return str(client.get(reverse("search"), {"q": words}).content.decode())


def test_a_number_opens_its_page_however_it_was_typed(served: Served) -> None:
    client = served.client("analyst")
    for typed in (served.unit.number, served.unit.number.lower(), f" {served.unit.number} "):
        answer = client.get(reverse("search"), {"q": typed})
        assert answer.headers["Location"] == reverse("body", args=[served.unit.number]), typed


def test_a_name_is_found_in_other_letters(served: Served) -> None:
    for typed in ("горобинський", "Horobynskyi", "Сава Горобинский"):
        told = asked(served, typed)
        assert FAMILY in told, typed
        assert served.missing.number in told


def test_an_earlier_label_is_found(served: Served) -> None:
    RecoveredUnit.objects.filter(pk=served.unit.pk).update(label="тіло 17б")
    assert served.unit.number in asked(served, "ТІЛО 17Б".lower())


def test_without_a_purpose_no_name_is_searched(served: Served) -> None:
    told = asked(served, FAMILY.lower(), purpose="")
    assert FAMILY not in told
    assert "/account/purpose?next=" in told
    assert not Event.objects.filter(type="read.search").exists()


def test_who_may_read_no_names_finds_none(served: Served) -> None:
    for role in ("mortuary", "examiner", "laboratory", "figures_officer"):
        assert served.missing.number not in asked(served, FAMILY.lower(), role), role
    assert asked(served, served.missing.number, "mortuary").count("/families/") == 0
