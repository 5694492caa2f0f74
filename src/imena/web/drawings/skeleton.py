"""The skeleton from the front, bone by bone as far as a page has room: what is there of each.

The body’s own right is at the left. Hands, feet and the brain case are drawn whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from imena.language import Words, message
from imena.registry.vocabulary import said, vocabulary
from imena.reports.markup import Html, element

_MIDDLE = 130.0
#: Completeness, the fullest first; of several bones drawn as one the fullest is shown.
_ORDER = ("complete", "more_than_half", "less_than_half", "fragment", "absent", "not_examined")
#: Bones drawn as one shape: the group, and the ones that have shapes of their own.
_WHOLES: Mapping[str, frozenset[str]] = {
    "skull": frozenset({"mandible", "hyoid"}),
    "hand": frozenset(),
    "foot": frozenset(),
}
#: One path for each bone, in the half at the body’s own left, whose x runs outwards.
_HALF: Mapping[str, str] = {
    "clavicle": "M6 76Q22 70 40 73L40 77Q22 75 6 81Z",
    "scapula": "M24 82L41 80L36 112L30 112Z",
    "humerus": "M42 80L50 80L58 146L51 147Z",
    "radius": "M58 151L63 150L74 206L70 207Z",
    "ulna": "M52 151L57 151L68 207L64 208Z",
    "hip_bone": "M7 204Q30 186 39 200Q36 218 28 232L14 236Q20 222 7 214Z",
    "femur": "M25 228L34 224L31 306L19 306Z",
    "patella": "M20 309Q25 305 30 309L29 317Q25 320 21 317Z",
    "tibia": "M18 322L27 321L24 388L17 388Z",
    "fibula": "M29 324L33 324L29 389L26 389Z",
}
_HALF_WHOLES: Mapping[str, str] = {
    "hand": "M64 211L77 208L84 238L74 242L66 230Z",
    "foot": "M16 393L29 393L38 408L18 409Z",
}
_MIDLINE: Mapping[str, str] = {
    "mandible": "M-13 42Q-11 58 0 60Q11 58 13 42L8 46Q0 52 -8 46Z",
    "hyoid": "M-5 65H5V67H-5Z",
    "manubrium": "M-7 80H7L5 92H-5Z",
    "sternal_body": "M-4 94H4L3 124H-3Z",
    "sacrum": "M-9 206H9L4 232H-4Z",
    "coccyx": "M-3 234H3L0 244Z",
}
_MIDLINE_WHOLES: Mapping[str, str] = {
    "skull": "M0 2C-20 2-22 20-18 32C-16 42-10 48 0 48C10 48 16 42 18 32C22 20 20 2 0 2Z",
}
#: The groups in which bones are recorded, from the skull down.
_GROUPS: Mapping[str, str] = {
    "skull": message("Skull"),
    "spine": message("Spine"),
    "thorax": message("Chest"),
    "upper_limb": message("Arms and shoulders"),
    "hand": message("Hands"),
    "lower_limb": message("Pelvis and legs"),
    "foot": message("Feet"),
}
_VERTEBRAE = (
    "atlas", "axis", *(f"c{n}" for n in range(3, 8)), *(f"t{n}" for n in range(1, 13)),
    *(f"l{n}" for n in range(1, 6)),
)  # fmt: skip


def draw(
    bones: Mapping[tuple[str, str], str],
    words: Words,
    *,
    link: Callable[[str], str] | None = None,
) -> Html:
    """What there is of each bone: ``bones`` is (element, side) → completeness, and what it does not
    speak of is not examined (I8). ``link`` gives the address of a group of bones."""
    drawn: list[Html] = []
    grouped: dict[str, list[Html]] = {}
    terms = vocabulary("skeletal_element")
    for bone, side, path, place in _shapes():
        whole = bone in _WHOLES
        state = _fullest(bones, bone, side) if whole else bones.get((bone, side), "not_examined")
        group = bone if whole else terms[bone].group
        name = "" if whole else f"{said('skeletal_element', bone, words.language)}, "
        told = said("element_completeness", state, words.language)
        shape = element(
            "g",
            element("title", f"{name}{told}") if name else None,
            element("path", class_=f"bone {state}", d=path, transform=place),
        )
        grouped.setdefault(group, []).append(shape)
    for group, shapes in grouped.items():
        label = words(_GROUPS[group])
        if link is None:
            drawn.append(element("g", *shapes))
        else:
            drawn.append(element("a", *shapes, class_="bones", href=link(group), aria_label=label))
    letters = [
        element("text", words("R"), x=18, y=24, class_="mid t3"),
        element("text", words("L"), x=242, y=24, class_="mid t3"),
    ]
    return element(
        "svg",
        *drawn,
        *letters,
        class_="skeleton",
        viewBox="0 0 260 416",
        role="group" if link else "img",
        aria_label=words("The skeleton from the front; each bone is listed below"),
    )


def groups(words: Words) -> list[tuple[str, str]]:
    """The groups that bones are recorded by, from the skull down, with their names."""
    return [(group, words(name)) for group, name in _GROUPS.items()]


def _shapes() -> Iterator[tuple[str, str, str, str]]:
    """Bone or group, side, path, and how the path is placed."""
    centre = f"translate({_MIDDLE:g} 0)"
    for bone, path in (*_MIDLINE_WHOLES.items(), *_MIDLINE.items()):
        yield bone, "midline", path, centre
    for nth, bone in enumerate(_VERTEBRAE):
        y, half = _vertebra(nth)
        yield bone, "midline", f"M-{half} {y}H{half}V{y + 4.4:g}H-{half}Z", centre
    for side, way in (("left", 1), ("right", -1)):
        place = f"translate({_MIDDLE:g} 0) scale({way} 1)"
        for nth in range(1, 13):
            yield f"rib_{nth}", side, _rib(nth), place
        for bone, path in (*_HALF.items(), *_HALF_WHOLES.items()):
            yield bone, side, path, place


def _vertebra(nth: int) -> tuple[float, float]:
    """Top and half the width; the neck is narrower than the loins."""
    half = 4.0 if nth < 7 else 5.0 if nth < 19 else 6.5
    return 68 + nth * 5.75, half


def _rib(nth: int) -> str:
    """An arch from the spine outwards and down; the last two are short."""
    top = 84 + (nth - 1) * 6.4
    wide = (14, 20, 24, 27, 29, 30, 31, 31, 30, 28, 20, 14)[nth - 1]
    down = 5 + nth
    return (
        f"M6 {top:g}Q{wide} {top - 3:g} {wide} {top + down:g}"
        f"L{wide - 2.6:g} {top + down:g}Q{wide - 3:g} {top + 0.5:g} 6 {top + 2.8:g}Z"
    )


def _fullest(bones: Mapping[tuple[str, str], str], group: str, side: str) -> str:
    """Of bones drawn as one: the best preserved, and “not examined” where of none is spoken."""
    terms = vocabulary("skeletal_element")
    apart = _WHOLES[group]
    found = {
        state
        for (bone, on), state in bones.items()
        if terms[bone].group == group
        and bone not in apart
        and (side == "midline" or on in (side, "undetermined"))
    }
    return next((state for state in _ORDER if state in found), "not_examined")
