"""The vocabularies hold every term the work needs, in both languages, each thing once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from imena.numbering.pattern import Kind
from imena.registry.permissions import AREAS, ROLES
from imena.registry.vocabulary import knows, said, vocabularies, vocabulary
from tests.architecture.checkout import PACKAGE

CYRILLIC = re.compile(r"[А-Яа-яЄІЇҐєіїґ]")
#: Letters that Ukrainian does not have.
RUSSIAN = re.compile(r"[ЁёЪъЫыЭэ]")

#: What the field writes down, subject by subject: list → terms it cannot do without.
NEEDED = {
    "site_type": "single_grave cluster_of_graves mass_grave_pit trench yard_burial "
    "surface_remains well_or_water rubble cemetery_section secondary_grave suspected",
    "hazard_state": "unknown suspected cleared not_clearable",
    "work_state": "lead confirmed protected authorised exhuming exhumed closed reopened",
    "area_control": "ukraine occupied contested unknown",
    "burial_container": "coffin bag cloth none box",
    "burial_state": "unopened being_exhumed partially_recovered exhumed empty",
    "burial_integrity": "intact disturbed opened_before",
    "empty_reason": "moved_earlier family_reburial marker_without_burial not_yet_reached unknown",
    "unit_kind": "complete_body near_complete_body partial_body body_part single_bone bone_group "
    "commingled_lot burned_fragments ash tissue non_human artefact unknown",
    "yes_no_undetermined": "yes no undetermined",
    "conflict_relation": "conflict pre_conflict historic unknown",
    "decomposition_stage": "fresh early_decomposition advanced_decomposition skeletonised",
    "condition_modifier": "bloat adipocere mummified burned_scorched burned_charred "
    "burned_calcined frozen insect animal_scavenging crushed blast_fragmented",
    "burn_degree": "smoked charred calcined fracture",
    "adherent_material": "soil",
    "staining": "soil",
    "scavenger": "canid rodent",
    "mortuary_outcome": "profile_no_match dna_report_issued presumptive no_sample_taken "
    "probably_historic ossuary_material number_without_remains",
    "sex_estimate": "male female probable_male probable_female undetermined",
    "sex_basis": "anatomical skeletal amelogenin",
    "injury_timing": "antemortem possibly_antemortem perimortem possibly_perimortem postmortem "
    "undetermined",
    "injury_mechanism": "gunshot blast fragment sharp blunt burn ligature crush fall chemical "
    "animal excavation undetermined",
    "body_region": "head face neck thorax abdomen spine upper_limb_left upper_limb_right "
    "lower_limb_left lower_limb_right external",
    "sign": "hands_bound ligature_present blindfold genital_injury restraint_marks",
    "cause_line": "Ia Ib Ic Id II",
    "icd_block": "Y36 X93-X95 X96 X99 Y35 R99",
    "manner_of_death": "homicide suicide accident natural undetermined",
    "death_context": "killed_by_weapon lack_of_care natural_during_occupation unknown",
    "cause_status": "not_examined provisional final amended not_determinable",
    "tooth_surface": "M O D V L",
    "tooth_state": "present_sound filled crown bridge_pontic bridge_abutment root_filled implant "
    "caries root_remnant missing_antemortem missing_postmortem unerupted impacted not_examined "
    "jaw_missing",
    "belonging_category": "clothing footwear jewellery watch document phone key money religious "
    "medical_device tag weapon other",
    "account_kind": "own hearsay",
    "prior_search": "hospitals detention_lists",
    "reference_source": "direct kin",
    "sample_kind": "toothbrush razor medical_sample stored_service_sample",
    "relationship": "self identical_twin father mother son daughter full_sibling "
    "maternal_half_sibling paternal_half_sibling maternal_grandmother maternal_grandfather "
    "paternal_grandmother paternal_grandfather grandchild maternal_uncle maternal_aunt "
    "paternal_uncle paternal_aunt sisters_child brothers_child cousin spouse other unknown",
    "kinship_standing": "claimed documented dna_verified contradicted",
    "consent_purpose": "identification prosecution",
    "identification_method": "fingerprints dental dna medical description belongings "
    "circumstances visual",
    "comparison_outcome": "established probable possible excluded no_comparison",
    "decision_status": "none presumptive candidate comparison_done proposed confirmed superseded "
    "reversed",
    "custody_event": "found tagged photographed lifted packed sealed loaded transferred received "
    "seal_checked unsealed stored moved removed_for_examination returned_to_store sampled "
    "sample_sent sample_received sample_consumed split reassociated mistag_found retagged "
    "released returned buried reexhumed lost found_again destroyed_by_order",
    "figure_unit": "leads sites graves markers pits bodies remains_units mni individuals "
    "persons_identified persons_missing families samples reports extracts examinations",
    "figure_bound": "exact about almost nearly at_least more_than up_to no_more_than around_half "
    "dozens hundreds several unknown",
    "claim_status": "standing superseded retracted contradicted",
    "population": "civilian military all unknown",
    "unidentified_sense": "no_legal_identification name_without_reference no_idea_who",
    "remains_state": "located recovered in_custody examined sampled profiled not_profilable "
    "associated under_comparison identified released buried_named non_human historic "
    "buried_unnamed lost number_without_remains suspended reversed",
    "missing_state": "reported open reference_sufficient reference_insufficient "
    "reference_none_available candidate identified_dead found_alive captive_confirmed duplicate "
    "withdrawn",
    "role": " ".join(ROLES) + " family public",
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_list_holds_what_the_field_writes_down(name: str) -> None:
    lacking = set(NEEDED[name].split()) - {term.code for term in vocabulary(name).terms}
    assert lacking == set()


def _coded_fields() -> Iterator[tuple[str, str | None]]:
    """Vocabulary and default code of every coded field of the records."""
    for path in sorted((PACKAGE / "registry" / "models").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Coded":
                assert isinstance(node.args[0], ast.Constant)
                given = {k.arg: k.value for k in node.keywords}
                default = given.get("default")
                code = default.value if isinstance(default, ast.Constant) else None
                yield str(node.args[0].value), None if code is None else str(code)


def test_every_coded_field_of_a_record_has_its_list_and_starts_with_a_term_of_it() -> None:
    fields = list(_coded_fields())
    assert len(fields) > 50
    assert {name for name, _ in fields} - set(vocabularies()) == set()
    assert [(n, code) for n, code in fields if code and not knows(n, code)] == []


def test_terms_are_in_ukrainian_and_english() -> None:
    for one in vocabularies().values():
        for said_uk, said_en in [(one.uk, one.en), *((t.uk, t.en) for t in one.terms)]:
            # FDI, SNP: what is written in Latin letters in both languages
            assert CYRILLIC.search(said_uk) or said_uk == said_en == "SNP", said_uk
            assert not RUSSIAN.search(said_uk), said_uk
            assert not CYRILLIC.search(said_en), said_en
            assert "'" not in said_uk + said_en, "apostrophe is ’"


def test_no_person_is_called_a_thing() -> None:
    everything = " ".join(
        f"{t.uk} {t.en} {t.description_uk} {t.description_en}".lower()
        for one in vocabularies().values()
        for t in one.terms
    )
    for word in ("труп", "рештки", "безіменн", "жертв", "corpse", "victim", "specimen", "hit"):
        assert re.search(rf"\b{word}", everything) is None, word


def test_what_was_not_looked_at_is_never_what_is_absent() -> None:
    status = vocabulary("finding_status")
    assert {"not_examined", "absent", "undetermined", "present"} == {t.code for t in status.terms}
    assert status.terms[0].code == "not_examined", "what a new record has comes first"
    assert len({t.uk for t in status.terms} | {t.en for t in status.terms}) == 8
    assert "not_examined" in vocabulary("tooth_state")
    assert "undetermined" in vocabulary("sex_estimate")


def test_manner_and_context_of_death_are_two_lists() -> None:
    manner = {t.code for t in vocabulary("manner_of_death").terms}
    context = {t.code for t in vocabulary("death_context").terms}
    assert manner & context == set()
    assert "lack_of_care" in context


def test_teeth_are_the_fifty_two_of_fdi() -> None:
    permanent = {f"{q}{n}" for q in range(1, 5) for n in range(1, 9)}
    deciduous = {f"{q}{n}" for q in range(5, 9) for n in range(1, 6)}
    assert {t.code for t in vocabulary("tooth").terms} == permanent | deciduous
    assert said("tooth", "11", "en") == "upper right central incisor"
    assert said("tooth", "48", "en") == "lower right third molar"
    assert said("tooth", "63", "uk") == "верхнє ліве молочне ікло"
    assert said("tooth", "85", "en") == "lower right deciduous second molar"


def test_the_skeleton_has_its_206_bones_the_sternum_in_two() -> None:
    bones = vocabulary("skeletal_element").terms
    assert sum(int(b.facts["count"]) * (2 if b.facts["sided"] else 1) for b in bones) == 207
    assert vocabulary("skeletal_element")["femur"].facts == {"sided": True, "count": 1}
    assert vocabulary("skeletal_element")["sacrum"].facts == {"sided": False, "count": 1}


def test_lineages_follow_from_who_bore_whom() -> None:
    kin = vocabulary("relationship")
    lineages = {t.code: (t.facts["mtdna"], t.facts["y"]) for t in kin.terms}
    assert lineages["mother"] == ("yes", "no")
    assert lineages["father"] == ("no", "missing_male")
    assert lineages["son"] == ("missing_female", "missing_male")
    assert lineages["full_sibling"] == ("yes", "both_male")
    assert lineages["maternal_uncle"] == ("yes", "no")
    assert lineages["paternal_uncle"] == ("no", "missing_male")
    assert lineages["sisters_child"] == ("yes", "no")
    assert lineages["maternal_grandfather"] == ("no", "no")
    assert lineages["spouse"] == ("no", "no")
    answers = {"yes", "no", "missing_male", "missing_female", "both_male", "by_line"}
    assert {answer for pair in lineages.values() for answer in pair} <= answers


def test_a_hand_over_has_two_ends() -> None:
    events = vocabulary("custody_event")
    for code in ("transferred", "received", "released"):
        assert (events[code].facts["handed_by"], events[code].facts["taken_by"]) == (
            "needed",
            "needed",
        )
    assert events["sealed"].facts["seal"] == "needed"
    assert events["lost"].facts["taken_by"] == "none"
    ends = {value for t in events.terms for value in t.facts.values()}
    assert ends == {"needed", "allowed", "none"}


def test_visual_recognition_only_assists() -> None:
    ranks = {t.code: t.facts["rank"] for t in vocabulary("identification_method").terms}
    assert {code for code, rank in ranks.items() if rank == "primary"} == {
        "dna",
        "fingerprints",
        "dental",
    }
    assert ranks["visual"] == "assistance"


def test_roles_areas_and_numbered_kinds_are_those_of_the_code() -> None:
    assert {t.code for t in vocabulary("role").terms} == {*ROLES, "family", "public"}
    assert [t.code for t in vocabulary("area").terms] == list(AREAS)
    assert [t.code for t in vocabulary("number_kind").terms] == list(Kind)
