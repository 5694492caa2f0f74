"""What a report says of the invented case, and what no report may ever say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from imena.matching.identification import Check, Component, JointAssignment, SymmetricSet
from imena.reports.identification import render
from tests.reports import invented
from tests.reports.pages import Page, invented_page


@pytest.fixture(params=["uk", "en"])
def page(request: pytest.FixtureRequest) -> Page:
    return invented_page(request.param)


def test_the_page_is_one_file_that_asks_for_nothing(page: Page) -> None:
    assert not page.all("script")
    assert not page.all("img")
    assert not page.all("iframe")
    assert all(a["href"] == "data:," for a in page.all("link"))
    assert set(re.findall(r"url\(([^)]{0,5})", page.html)) == {"data:"}
    assert "http" not in page.html


def test_there_is_no_inline_style(page: Page) -> None:
    assert not [tag for tag, attributes in page.elements if "style" in attributes]


def test_every_element_is_closed(page: Page) -> None:
    assert page.unbalanced == []
    assert page.open_ == []


def test_the_page_has_its_landmarks_and_one_first_heading(page: Page) -> None:
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert len(page.all(landmark)) == 1, landmark


def test_the_page_says_its_language() -> None:
    for language in ("uk", "en"):
        assert invented_page(language).all("html")[0]["lang"] == language


def test_every_fragment_leads_somewhere_and_stands_once(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {a["href"] for _, a in page.elements if (a.get("href") or "").startswith("#")}
    assert {w.removeprefix("#") for w in wanted if w} <= set(ids)


def test_every_drawing_has_words_or_is_hidden_from_those_who_listen(page: Page) -> None:
    for attributes in page.all("svg"):
        nested = attributes.get("x") is not None
        hidden = attributes.get("aria-hidden") == "true"
        assert nested or hidden or attributes.get("aria-label"), attributes


def test_table_columns_have_headings(page: Page) -> None:
    assert all(a.get("scope") in ("col", "row") for a in page.all("th"))


def test_nothing_is_ever_certain_or_impossible(page: Page) -> None:
    assert not re.search(r"(?<![\d.,])100(?:[.,]0+)?\s?%", page.text)
    assert not re.search(r"(?<![\d.,])0(?:[.,]0+)?\s?%", page.text)


@pytest.mark.parametrize(
    "said",
    [
        "дійшли порога 4 тіла",
        "BX-0101-A Небилиця Марта Юріївна, понад 99,99 %",
        "BX-0102-B Казкова Поліна Адамівна, 99,97 %",
        "BX-0203-C один із двох братів, 99,99 %; Мрійник Остап 96,4 %, Мрійник Лука 3,5 %",
        "BX-0204-E Мрійник Лука 58,9 %, Мрійник Остап 2,4 %, ніхто зі списку 38,6 %",
        "ці тіла: Уявний Роман, Уявний Тарас, 99,98 %; хто з них хто, відкрито",
        "BX-0305-H Уявний Роман 49,9 %, Уявний Тарас 49,9 %",
        "BX-0407-M Вигадько Гнат, 99,96 %",
        "BX-0509-T Небувайло Тиміш 41,2 %, ніхто зі списку 58,8 %",
        "BX-0610-X нікого з порівняних (8), 99,6 %; шукати ширше",
        "BX-0712-B за прийнятої моделі виключено всіх порівняних (4)",
        "BX-0711-A лише 3 маркери; нікого не виключено й нікого не підтверджено",
        "Вимисленко Микола: родич не відповідає записаному спорідненню, спершу з’ясувати",
        "MP-12: жоден родич ще не дав зразка",
        "Неправдин Орест: не порівняно: профілі самої родини суперечать її родоводу",
        "очікувано хибних: 0,0008.",
        "Цей звіт не є рішенням.",
    ],
)
def test_the_answer_in_ukrainian(said: str) -> None:
    assert said in invented_page("uk").text


@pytest.mark.parametrize(
    "said",
    [
        "4 bodies reached the threshold of 99.9%; names are not given yet.",
        "Marta Nebylytsia, over 99.99%",
        "one of the two brothers, 99.99%; Ostap Mriinyk 96.4%, Luka Mriinyk 3.5%",
        "of 1000 such names 36 are wrong",
        "Such profiles are 2.5 billion times more likely if this is Marta Nebylytsia",
        "Extremely strong support for.",
        "Not DNA: 340 times, moderately strong support for.",
        "This report is not a decision.",
    ],
)
def test_the_answer_in_english(said: str) -> None:
    assert said in invented_page("en").text


def test_an_open_body_is_told_as_whole_stories() -> None:
    title = "Якщо не ця людина, то хто: спільне розв’язання з BX-0203-C"
    table = invented_page("uk").section(title, "Сила ДНК")
    assert "Ці тіла разом — саме ці люди, у будь-якому порядку: 61,3 %." in table


@pytest.mark.parametrize(
    ("victims", "missing", "said", "headline"),
    [
        (
            ("BX-0305-H", "BX-0306-K"),
            ("MP-05",),
            "Roman Uiavnyi: among these bodies, 99.98%; which of them stays open",
            "Roman Uiavnyi: this body or BX-0306-K, 99.98%. Which one is open:",
        ),
        (
            ("BX-0305-H", "BX-0306-K"),
            ("MP-03", "MP-05", "MP-06"),
            "these bodies are among Ostap Mriinyk, Roman Uiavnyi, Taras Uiavnyi, 99.98%",
            "Together with BX-0306-K, among these people: Ostap Mriinyk,",
        ),
        (
            ("BX-0305-H",),
            ("MP-05", "MP-06"),
            "BX-0305-H one of the two brothers, 99.98%; Roman Uiavnyi 49.9%",
            "This is one of the two brothers: 99.98%.",
        ),
    ],
)
def test_a_set_with_more_or_fewer_bodies_than_people_says_so(
    victims: tuple[str, ...], missing: tuple[str, ...], said: str, headline: str
) -> None:
    given = invented.by_language("en")
    found = SymmetricSet(victims, missing, 0.9998)
    joint = replace(given["identification"].joint, symmetric=(found,))
    identification = replace(given["identification"], joint=joint)
    text = Page(render(**{**given, "identification": identification})).text
    assert said in text
    assert headline in text


def test_stories_too_few_to_tell_are_not_told() -> None:
    given = invented.by_language("en")
    joint = given["identification"].joint
    kept = replace(joint, assignments=joint.assignments[:1])
    few = replace(given["identification"], joint=kept)
    assert "If not this person" not in render(**{**given, "identification": few})


def test_a_component_tells_its_own_stories_when_the_whole_case_cannot() -> None:
    given = invented.by_language("en")
    joint = given["identification"].joint
    group = invented.STORIES[2]
    own = tuple(JointAssignment(story, 0.0, p) for story, p in group)
    components = tuple(
        replace(c, assignments=own) if c.victims == tuple(group[0][0]) else c
        for c in joint.components
    )
    assert any(isinstance(c, Component) and c.assignments for c in components)
    kept = replace(joint, assignments=joint.assignments[:1], components=components)
    told = render(**{**given, "identification": replace(given["identification"], joint=kept)})
    assert "If not this person" in told


def test_a_body_that_could_not_be_compared_has_no_candidates() -> None:
    section = invented_page("en").section("BX-0711-A grave", "What the checks found")
    assert "Could not be compared: only 3 markers; nobody excluded and nobody confirmed." in section
    assert "%" not in section


def test_a_body_everyone_is_excluded_for_is_not_weighed_again() -> None:
    section = invented_page("en").section("BX-0712-B grave", "BX-0711-A")
    assert "Excluded: all 4 people compared are excluded" in section
    assert "Who this may be" not in section


def test_checks_say_what_was_found_and_what_was_not() -> None:
    section = invented_page("en").section("What the checks found", "What is assumed")
    assert "Family F-09 contradicts itself" in section
    assert "profiles 1600 times more likely if unrelated. Markers that disagree: TH01." in section
    assert "BX-0610-X, BX-0509-T may be one person" in section
    assert "BX-0203-C, BX-0204-E look like close relatives" in section
    assert "No two bodies look like one person" not in section


def test_a_relative_of_whom_nothing_can_be_said_is_not_said_to_fit() -> None:
    given = invented.by_language("en")
    check = Check("family_relation", "note", ("F-05", "u"), 0.01)
    told = render(**{**given, "identification": replace(given["identification"], checks=(check,))})
    assert "profiles as likely so as if unrelated." in told


def test_a_kind_of_check_without_a_finding_says_so() -> None:
    given = invented.by_language("en")
    told = render(**{**given, "identification": replace(given["identification"], checks=())})
    for said in ("No family contradicts itself", "No two bodies look like one person"):
        assert said in told


def test_a_warning_stands_at_the_body_it_concerns() -> None:
    section = invented_page("en").section("BX-0610-X grave", "BX-0712-B grave")
    assert "BX-0610-X, BX-0509-T may be one person" in section


def test_every_assumption_is_stated() -> None:
    section = invented_page("en").section("What is assumed", "How it was made")
    for said in (
        "each missing person is among the bodies with probability 0.6",
        "invented frequencies; 22 markers; 1 of them on X",
        "stepwise (21), none (1)",
        "on average 0.002 from a father, 0.0005 from a mother",
        "θ = 0.01",
        "loss of an allele 0.08, foreign allele 0.01",
        "relatives: read without error",
        "vWA + D12S391: ρ = 0.11",
        "stated likelihood ratios for 2 pairs",
    ):
        assert said in section, said


def test_how_it_was_made_can_be_made_again() -> None:
    section = invented_page("en").section("How it was made", "This report is not")
    for said in (
        invented.PROVENANCE["command"],
        "exact summation; joint answers possible: 720",
        "Imena 0.1.0; 0.83 s",
        "2026-11-12, 06:10 UTC",
        "SHA-256 9b41",
        "prior = recovered=0.6",
    ):
        assert said in section, said


def test_linked_and_x_markers_are_charted_under_their_names() -> None:
    text = invented_page("en").text
    assert "vWA + D12S391" in text
    assert "DXS10135 X" in text


def test_equal_inputs_make_equal_reports() -> None:
    assert render(**invented.by_language("uk")) == render(**invented.by_language("uk"))


def test_names_from_the_case_cannot_become_markup() -> None:
    given = invented.by_language("en")
    hostile = replace(given["case"], name="<script>alert(1)</script>")
    told = render(**{**given, "case": hostile})
    assert "<script>" not in told
    assert "&lt;script&gt;" in told


def test_what_the_provenance_does_not_say_is_left_out() -> None:
    given = invented.by_language("en")
    text = Page(render(**{**given, "provenance": {}})).text
    assert "Command" not in text
    assert "None" not in text


def test_an_unknown_language_is_refused() -> None:
    given = invented.by_language("en")
    with pytest.raises(ValueError, match="uk and en"):
        render(**{**given, "language": "fr"})


def test_a_threshold_moves_bodies_between_groups() -> None:
    given = invented.by_language("en")
    strict = Page(render(**given, threshold=0.9999)).text
    assert "1 body reached the threshold of 99.99%" in strict


def test_a_missing_person_is_absent_only_from_the_bodies_compared() -> None:
    given = invented.by_language("uk")
    found = given["identification"]
    sure = tuple(c for c in found.checks if c.kind != "family_relation")
    text = Page(render(**{**given, "identification": replace(found, checks=sure)})).text
    assert "Вимисленко Микола: серед порівняних тіл немає, 99,6 %" in text
