"""Keys of the log, and its restore (LAW 10)."""

from tests.vectors.law.drafts.unit import policy, post_ended, restored, rotated
from tests.vectors.law.log import Log
from tests.vectors.law.school import appoint, head_only, on_paper, school
from tests.vectors.law.told import Told, then


def _governance(log: Log) -> None:
    """Policy, keys, a new head, restore: what is decided about the school itself."""
    head_only(log)
    log.do("head", policy())
    log.do("head", rotated())
    log.do("head", restored(log.next))
    appoint(log, "next head", "h2", "head")
    log.do("next head", post_ended("h1", 0, "2026-09-06"))
    log.do("next head", rotated("key 2", "key 3"))


SMALL: tuple[Told, ...] = (
    ("policy, keys, restore, and a new head after the first", None, _governance),
    ("keys and heads by decisions that are kept on paper", None, on_paper(_governance)),
    ("a key that is not in force is replaced", "KEY_NOT_IN_FORCE", then(head_only, "head", rotated("key 8"))),
    ("a key comes back", "ALREADY_EXISTS", then(head_only, "head", rotated("key 1", "key 1"))),
    ("a restore to fewer entries than there are", "BAD_DATA", then(school, "head", restored(2))),
    ("a restore to more entries than there are", "BAD_DATA", then(school, "head", restored(900))),
)
