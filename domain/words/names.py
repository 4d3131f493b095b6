"""The one name of a pupil: the newest word of enrolment, its rectification, and the profile's field `ten`.

Every word stays in the log; a field that is emptied again leaves what was said elsewhere.
"""

from typing import Any

RECTIFYING = ("RectificationProposed", "RectificationDecided")
NAMING = (
    *("PupilEnrolled", *RECTIFYING),
    *("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied"),
)
"""Types that may say a pupil's name."""
_ENROLMENT = ""


def is_naming(type_: str, stream: str, data: dict[str, Any]) -> bool:
    """Whether an entry of a type in NAMING is about a name: of the marks, only a profile's `ten`."""
    if type_ == "PupilEnrolled" or type_ in RECTIFYING:
        return True
    return type_ in NAMING and data.get("col") == "ten" and stream.split("/")[2:3] == ["profile"]


class Names:
    """Pupils' names as the entries taken in so far leave them."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, tuple[int, str]]] = {}
        """Pupil -> who says it (the enrolment, or a profile's stream) -> (position, name)."""
        self._enrolled: dict[int, str] = {}
        self._proposed: dict[str, dict[str, Any]] = {}

    def take(self, pos: int, type_: str, stream: str, data: dict[str, Any]) -> None:
        """Take in the next entry; one that says nothing about names changes nothing."""
        if not is_naming(type_, stream, data):
            return
        if type_ == "PupilEnrolled":
            self._enrolled[pos] = data["pupil"]
            self._say(data["pupil"], _ENROLMENT, pos, data["name"])
        elif type_ == "RectificationProposed":
            self._proposed[data["rectification"]] = data
        elif type_ == "RectificationDecided":
            self._rectify(pos, data)
        else:
            value = data.get("value")
            self._say(data["pupil"], stream, pos, value[2:] if isinstance(value, str) else None)

    def of(self, pupil: str) -> str | None:
        """The newest word; None for a pupil of whom no name was said."""
        return max(self._words.get(pupil, {}).values(), default=(0, None))[1]

    def _rectify(self, pos: int, data: dict[str, Any]) -> None:
        proposed = self._proposed.get(data["rectification"], {})
        pupil, name = self._enrolled.get(proposed.get("of", -1)), (proposed.get("change") or {}).get("name")
        if data["outcome"] == "applied" and pupil is not None and name is not None:
            self._say(pupil, _ENROLMENT, pos, name)

    def _say(self, pupil: str, source: str, pos: int, name: str | None) -> None:
        said = self._words.setdefault(pupil, {})
        if name is None:
            said.pop(source, None)
        else:
            said[source] = (pos, name)
