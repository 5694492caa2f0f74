"""The words for why something was not used in a reconciliation, or not as it stands."""

from __future__ import annotations

from collections.abc import Mapping

from imena.language import Words, message

#: By the code that a run keeps.
WHY: Mapping[str, str] = {
    "sign_of_life": message("there is a sign of life"),
    "report_withdrawn": message("the report was withdrawn"),
    "kinship_contradicted": message("the kinship does not hold"),
    "no_consent": message("there is no consent, or no longer"),
    "no_profile": message("there is no usable profile"),
    "nobody_typed": message("no relative’s profile can be used"),
    "no_profile_otherwise_compared": message(
        "there is no usable profile: compared by other findings alone"
    ),
    "nobody_typed_otherwise_compared": message(
        "no relative’s profile can be used: compared by other findings alone"
    ),
    "too_entangled": message(
        "no answer could be had with them: they fit too many alike, and nobody is typed"
    ),
    "relationship_unsupported": message("the relationship does not say the place in the family"),
    "does_not_fit": message("the kinship does not fit the others, or the sex"),
    "sex_differs": message("the direct sample is of the other sex"),
    "samples_differ": message("the samples differ at these markers, which are left out"),
    "samples_of_two": message("the samples look like those of two people"),
    "not_one_person": message("more than two alleles were read"),
    "not_in_marker_set": message("the marker set lacks these markers"),
    "allele_unlisted": message("the marker set lacks the allele"),
    "man_with_two_x": message("two X alleles were read of a man"),
    "spouse_taken_as_parent": message("used: taken as the other parent of the children"),
    "taken_as_half_siblings": message(
        "one parent is shared and nothing is said of the other: taken as half-siblings"
    ),
}


def why_left_out(language: str, code: str) -> str:
    """Why something was not used; the code itself where it has no words."""
    return Words("reconcile", language)(WHY[code]) if code in WHY else code
