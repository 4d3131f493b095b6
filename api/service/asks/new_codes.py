"""Codes that come into being: none that a file system cannot hold, none that reads like another.

Class codes and archive ids are names of files in a bag (FORMAT.md §4), and a bag is read on any machine.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from api.texts.clear_text import folded
from domain.grounds.permissions import NOBODY
from domain.grounds.reserved import RESERVED
from domain.state.state import State
from domain.words.entry import Draft
from domain.words.refusal import Refusal

# Microsoft, "Naming Files, Paths, and Namespaces": these names with any extension, and a dot at the end.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)

_KNOWN: dict[str, tuple[str, Callable[[State], Iterable[str]]]] = {
    "PersonRegistered": ("person", lambda state: (*state.people, NOBODY)),
    "ClassOpened": ("class", lambda state: state.classes),
    "PupilEnrolled": ("pupil", lambda state: state.pupils),
    "WindowSet": ("window", lambda state: state.windows),
    "IncidentReported": ("incident", lambda state: state.incidents),
    "CommitmentSigned": ("commitment", lambda state: state.commitments),
    "ProgressChecked": ("check", lambda state: (check.check for check in state.checks.values())),
    "SnapshotPlanned": ("id", lambda state: state.snapshots),
    "CorrectionProposed": ("dossier", lambda _state: ()),  # api/http/routes/righting/dossiers.py
    "RectificationProposed": ("rectification", lambda state: state.rectifications),
}
"""Event type -> the field of its new code, and the codes of that kind that there are."""


def refuse_unsafe(state: State, drafts: Sequence[Draft]) -> None:
    """Raises Refusal CODE_UNSAFE for a name no file may have, CODE_TWICE for one that reads like another."""
    for draft in drafts:
        for code in _codes(draft):
            _refuse_device(code)
    _refuse_twins([draft for draft in drafts if draft.type in _KNOWN], state)
    for draft in drafts:
        if draft.type == "ClassOpened":
            _refuse_twins_among([each["subject"] for each in draft.data["subjects"]], _subjects(state))
    _refuse_class_name(state, drafts)
    _refuse_register(state, [draft.data for draft in drafts if draft.type == "PupilEnrolled"])


def _subjects(state: State) -> set[str]:
    """One subject has one code in all classes: results and lists of the school are read by it."""
    return {subject for klass in state.classes.values() for subject in klass.subjects} | {*RESERVED}


def _codes(draft: Draft) -> list[str]:
    data: dict[str, Any] = draft.data
    if draft.type == "LogCreated":
        return [data["school"]["code"], data["school"]["province"], data["head"]["person"]]
    named = [data[_KNOWN[draft.type][0]]] if draft.type in _KNOWN else []
    return [*named, *(each["subject"] for each in data["subjects"])] if draft.type == "ClassOpened" else named


def _refuse_device(code: str) -> None:
    if _DEVICE.fullmatch(code) or code.endswith("."):
        raise Refusal("CODE_UNSAFE", "", value=code)


def _refuse_twins(drafts: Sequence[Draft], state: State) -> None:
    for type_ in {draft.type for draft in drafts}:
        field, known = _KNOWN[type_]
        _refuse_twins_among([draft.data[field] for draft in drafts if draft.type == type_], known(state))


def _refuse_twins_among(new: Sequence[str], known: Iterable[str] = ()) -> None:
    """What is equal letter by letter is the law's to refuse or, as a subject's code, to take."""
    known = {*known} if new else ()
    taken = {folded(code): code for code in known}
    for code in new:
        if code in known:
            continue
        twin = taken.setdefault(folded(code), code)
        if twin != code:
            raise Refusal("CODE_TWICE", "S53", value=code, known=twin)


def _refuse_register(state: State, enrolled: Sequence[dict[str, Any]]) -> None:
    """A number that is put right is compared with those of the others."""
    known = (state.pupils.get(data["pupil"]) for data in enrolled)
    own = {pupil.register for pupil in known if pupil is not None}
    try:
        _refuse_twins_among([data["register"] for data in enrolled], state.registers - own)
    except Refusal as twin:
        raise Refusal(
            "REGISTER_TWICE", "S40", register=twin.detail["value"], known=twin.detail["known"]
        ) from None


def _refuse_class_name(state: State, drafts: Sequence[Draft]) -> None:
    """One name for one class a year: lists, pages and report cards name classes so."""
    for draft in drafts:
        if draft.type != "ClassOpened":
            continue
        others = (klass for klass in state.classes.values() if klass.klass != draft.data["class"])
        for klass in others:  # a class whose own name is put right is no other
            if klass.year == draft.data["year"] and folded(klass.name) == folded(draft.data["name"]):
                raise Refusal("CLASS_NAME_TWICE", "S53", name=draft.data["name"], klass=klass.klass)
