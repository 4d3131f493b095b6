"""Entry windows (LAW 9)."""

from tests.vectors.law.drafts.books import moved, window
from tests.vectors.law.log import Log
from tests.vectors.law.school import LATER, base, school
from tests.vectors.law.told import Told, then


def _window_over(log: Log) -> int:
    base(log)
    log.wait(days=13)
    return log.do("head", moved("w1", "2026-09-25T00:00:00.000000Z"))


SMALL: tuple[Told, ...] = (
    ("a window set twice", "ALREADY_EXISTS", then(base, "head", window("w1", semester=2))),
    (
        "a window that ends as it begins",
        "BAD_PERIOD",
        then(school, "head", window("w1", **{"from": LATER, "to": LATER})),
    ),
    (
        "a window that is over when it is set",
        "BAD_PERIOD",
        then(
            school,
            "head",
            window("w1", **{"from": "2026-09-01T00:00:00.000000Z", "to": "2026-09-07T00:00:00.000000Z"}),
        ),
    ),
    (
        "two windows for a column of all classes",
        "WINDOW_OVERLAP",
        then(base, "head", window("w2", cols=["nx"], classes=["6A"])),
    ),
    (
        "a window for a class nobody opened",
        "UNKNOWN_CLASS",
        then(school, "head", window("w1", classes=["6Z"])),
    ),
    (
        "a window of another year than its class",
        "UNKNOWN_CLASS",
        then(school, "head", window("w1", year="2025-2026", classes=["6A"])),
    ),
    ("a window moved that is not set", "UNKNOWN_WINDOW", then(school, "head", moved("w1", LATER))),
    ("a window prolonged after its end", "WINDOW_ENDED", _window_over),
    (
        "a window cut to the past",
        "BAD_PERIOD",
        then(base, "head", moved("w1", "2026-09-07T00:30:00.000000Z")),
    ),
)
