"""The mutation of a marker in a case file: by matrices, or by a model and its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from imena.exchange.casefile.tree import Node
from imena.kinship.mutation import MODELS, ROW_SUM_TOLERANCE, Mutation, MutationError, build

FloatArray = npt.NDArray[np.float64]

#: Models that are not made from parameters: a case file gives their matrices.
GIVEN_MODELS = ("random", "custom")

_MUTATION_FIELDS = ("model", "female", "male", "matrixFemale", "matrixMale")
_NEEDED = {"stepwise": ("rate", "range"), "dawid": ("rate", "range"), "twostep": ("rate", "rate2")}
_PARAMETER_FIELDS = ("model", "rate", "rate2", "range", "transform")

#: Rows nearer to sum 1 than this are taken as they are, others are settled on the diagonal.
_EXACT_ROW = 1e-12


def read_mutation(
    marker: Node,
    name: str,
    alleles: Sequence[str] | None,
    frequencies: FloatArray | None,
    silent: int | None,
    added: Sequence[str],
) -> Mutation | None:
    """The mutation of a marker; ``None`` where it has none or after noting problems.

    ``alleles`` includes the ``added`` ones, last. Matrices in the file are authoritative; they
    have a row for each allele of the file. Where alleles were added they are built anew from the
    parameters. Without usable ``alleles`` only the model's name is checked.
    """
    node = marker.get("mutation")
    if node is None or node.as_object() is None:
        return None
    node.check_spelling(_MUTATION_FIELDS)
    model = _read_model(node, needed=True)
    sexes = [node.get("female"), node.get("male")]
    matrices = [node.get("matrixFemale"), node.get("matrixMale")]
    parameters = [None if sex is None else _read_parameters(sex) for sex in sexes]
    if model is None or alleles is None or frequencies is None:
        return None
    if (matrices[0] is None) != (matrices[1] is None):
        node.add("mutation-one-matrix")
        return None
    buildable = model not in GIVEN_MODELS and None not in sexes
    if matrices[0] is not None and matrices[1] is not None and not (added and buildable):
        if added:
            node.add("allele-matrix", marker=name, allele=", ".join(added))
            return None
        female = _read_matrix(matrices[0], name, len(alleles))
        male = _read_matrix(matrices[1], name, len(alleles))
        return None if female is None or male is None else as_mutation(female, male, model)
    if model in GIVEN_MODELS:
        node.add("mutation-matrix-needed", model=model)
        return None
    for field in ("female", "male"):
        node.need(field)
    noted = len(node.report.problems)
    for sex in sexes:
        if sex is not None:
            for field in _NEEDED.get(model, ("rate",)):
                sex.need(field)
    if parameters[0] is None or parameters[1] is None or len(node.report.problems) > noted:
        return None
    try:
        return built(model, parameters[0], parameters[1], alleles, frequencies, silent)
    except MutationError as error:
        node.add("mutation-parameters", marker=name, reason=str(error))
        return None


def built(
    model: str,
    female: Mapping[str, Any],
    male: Mapping[str, Any],
    alleles: Sequence[str],
    frequencies: FloatArray,
    silent: int | None,
) -> Mutation:
    """The mutation that parameters describe. A silent allele neither mutates nor arises.

    Raises
    ------
    MutationError
        Where the model cannot be made from these parameters and alleles.
    """
    seen = [i for i in range(len(alleles)) if i != silent]
    visible = [alleles[i] for i in seen]
    total = frequencies[seen].sum()
    p = frequencies[seen] / total if silent is not None and total > 0 else frequencies[seen]
    matrices = []
    for sex in (female, male):
        try:
            with np.errstate(all="raise", under="ignore"):
                matrix = build(
                    sex.get("model") or model,
                    visible,
                    p,
                    rate=sex.get("rate"),
                    rate2=sex.get("rate2"),
                    range=sex.get("range"),
                    transform=sex.get("transform"),
                )
        except (ArithmeticError, ValueError) as error:
            raise MutationError(str(error) or type(error).__name__) from error
        whole = np.eye(len(alleles))
        whole[np.ix_(seen, seen)] = matrix
        matrices.append(whole)
    return Mutation(matrices[0], matrices[1], model)


def as_mutation(female: FloatArray, male: FloatArray, model: str) -> Mutation:
    """Matrices as they are, where their rows sum to 1 closely; settled otherwise."""
    rows = np.concatenate([female.sum(axis=1), male.sum(axis=1)])
    if np.abs(rows - 1).max() <= _EXACT_ROW:
        return Mutation(female, male, model)
    return Mutation.of(female, male, model)


def _read_model(node: Node, *, needed: bool) -> str | None:
    field = node.need("model") if needed else node.get("model")
    model = None if field is None else field.as_text()
    if field is None or model is None:
        return None
    if model not in MODELS:
        field.add("mutation-model", model=model, known=", ".join(MODELS))
        return None
    return model


def _read_parameters(node: Node) -> dict[str, Any] | None:
    if node.as_object() is None:
        return None
    node.check_spelling(_PARAMETER_FIELDS)
    noted = len(node.report.problems)
    parameters: dict[str, Any] = {"model": _read_model(node, needed=False)}
    for name, high in (("rate", 1.0), ("rate2", 1.0), ("range", float("inf"))):
        field = node.get(name)
        parameters[name] = None if field is None else field.as_number(0, high)
    transform = node.get("transform")
    parameters["transform"] = None if transform is None else transform.as_text()
    return parameters if len(node.report.problems) == noted else None


def _read_matrix(node: Node, marker: str, n: int) -> FloatArray | None:
    if node.as_list() is None:
        return None
    rows = list(node.items())
    if len(rows) != n or any(not isinstance(r.value, list) or len(r.value) != n for r in rows):
        node.add("matrix-size", marker=marker, alleles=n)
        return None
    good = True
    matrix = np.zeros((n, n))
    for i, row in enumerate(rows):
        numbers = [entry.as_number() for entry in row.items()]
        if any(number is None for number in numbers):
            good = False
            continue
        matrix[i] = numbers
        total = sum(number for number in numbers if number is not None)
        if matrix[i].min() < 0:
            row.add("matrix-entry", row=i + 1)
            good = False
        elif not abs(total - 1) <= ROW_SUM_TOLERANCE:
            row.add("matrix-row", row=i + 1, sum=total)
            good = False
    return matrix if good else None
