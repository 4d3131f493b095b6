"""Logs in which everything is in order: the beginnings of all vectors, and the sound vectors themselves."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts import (
    absent,
    amended,
    applied,
    archived,
    change,
    clear,
    clock_reset,
    close,
    close_refused,
    created,
    dated,
    delegated,
    enrolled,
    item,
    lapsed,
    late,
    locked,
    mark,
    moved,
    opened,
    permitted,
    person,
    planned,
    policy,
    post,
    post_ended,
    proposed,
    published,
    refused,
    restored,
    rotated,
    spent,
    unlocked,
    window,
    withdrawn,
    witnessed,
)
from tests.vectors.law.log import Log, sealed

Item = tuple[str, str, dict[str, Any]]


def appoint(log: Log, who: str, name: str, role: str, *scope: str, new: bool = True, **over: Any) -> None:
    """Registers (if new) and appoints; from now on `who` acts by this right."""
    first = [person(name)] if new else []
    pos = log.do("head", *first, post(name, role, *scope, **over))
    log.rights[who] = (name, role, pos + len(first))


def appoint_head(log: Log, who: str, role: str, *scope: str) -> None:
    """The head in another role, too: by a deputy who may appoint, for nobody appoints themselves."""
    appoint(log, "d9 itself", "d9", "deputy")
    log.rights["appointer"] = ("d9", "deputy", log.do("head", delegated("d9", "appoint")))
    log.rights[who] = ("h1", role, log.do("appointer", post("h1", role, *scope)))


def head_only(log: Log) -> None:
    log.do(("h1", "founder", 0), created())
    log.rights["head"] = ("h1", "head", 0)


def school(log: Log) -> None:
    """Head, board, class 6A."""
    head_only(log)
    appoint(log, "board", "b1", "board")
    log.do("board", opened())


def base(log: Log) -> None:
    """A teacher, two pupils and an open window."""
    school(log)
    appoint(log, "teacher", "t1", "teacher", "6A", "toan")
    log.do("board", enrolled("p1"), enrolled("p2"))
    log.do("head", window("w1"))


def of_record(log: Log) -> int:
    """Column gk with p1 = 6.0 published, and a homeroom teacher. The mark's position."""
    base(log)
    appoint(log, "homeroom", "g1", "homeroom", "6A")
    pos = log.do("teacher", mark())
    log.do("teacher", published(log))
    return pos


def permitted_dossier(log: Log, before: Callable[[Log], object] | None = None) -> Item:
    """Dossier d1, p1 gk 6.0 -> 8.0, proposed after `before`, permitted by the head. Its item."""
    one = item(60, 80, of_record(log))
    if before is not None:
        before(log)
    log.do("teacher", proposed(), one)
    log.do("head", permitted(log))
    return one


def two_witnesses(log: Log) -> Item:
    one = permitted_dossier(log)
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    return one


def corrected(log: Log) -> None:
    one = two_witnesses(log)
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one))


def two_items(log: Log) -> None:
    """A value changed and a value removed; then the empty cell is filled by a dossier of kind bosung."""
    first = of_record(log)
    second = log.do("teacher", mark(70, "p2", "tx1"))
    log.do("teacher", published(log, "tx1"))
    items = item(60, "K", first), item(70, None, second, "p2", "tx1")
    log.do("teacher", proposed(2), *items)
    log.do("head", permitted(log))
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"))
    last = log.do("board", witnessed(log, "board", "board"), *map(applied, items))
    log.do("teacher", proposed(1, "d2", kind="bosung"), item(None, 75, last + 2, "p2", "tx1", dossier="d2"))


def homeroom_proposes(log: Log, before: Callable[[Log], object]) -> Item:
    """The class's own homeroom teacher teaches the subject and proposes, after `before`."""
    pos = of_record(log)
    appoint(log, "own", "g1", "teacher", "6A", "toan", new=False)
    before(log)
    one = item(60, 80, pos)
    log.do("own", proposed(), one)
    log.do("head", permitted(log))
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    return one


def homeroom_deputy(log: Log) -> None:
    one = homeroom_proposes(log, lambda log: appoint(log, "stand-in", "g2", "homeroom_deputy", "6A"))
    log.do("stand-in", witnessed(log, "stand-in", "homeroom"), applied(one))


def second_leader(log: Log) -> None:
    one = homeroom_proposes(log, lambda log: appoint(log, "deputy", "d1", "deputy"))
    log.do("deputy", witnessed(log, "deputy", "homeroom", standing="second_leader"), applied(one))


def lapse_and_again(log: Log) -> None:
    one = two_witnesses(log)
    since = log.next - 2
    log.wait(minutes=20)
    log.do("system", lapsed(since))
    for who, seat in (("homeroom", "homeroom"), ("board", "board")):
        log.do(who, witnessed(log, who, seat))
    log.do("head", witnessed(log, "head", "leadership"), applied(one))


def policy_within_session(log: Log) -> None:
    """A shorter session is decided while one is open: that one keeps its 15 minutes."""
    one = two_witnesses(log)
    log.do("head", policy())
    log.wait(minutes=9)
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one))


def amend_voids(log: Log) -> None:
    one = item(60, 85, int(str(two_witnesses(log)[2]["base"])))
    log.do("teacher", amended(), one)
    log.do("head", permitted(log))
    for who, seat in (("homeroom", "homeroom"), ("board", "board")):
        log.do(who, witnessed(log, who, seat))
    log.do("head", witnessed(log, "head", "leadership"), applied(one))


def refusal(log: Log) -> None:
    pos = of_record(log)
    log.do("teacher", proposed(), item(60, 80, pos))
    log.do("head", refused())


def withdrawal(log: Log) -> None:
    permitted_dossier(log)
    log.do("teacher", withdrawn())


def marks(log: Log) -> None:
    """Entered, changed, cleared, entered again; a comment subject; a sealed comment; published."""
    base(log)
    first = log.do("teacher", mark(0), mark("P", "p2"))
    second = log.do("teacher", change(0, 100, first))
    log.do("teacher", clear(100, second))
    log.do("teacher", mark("K"), mark(sealed("chăm"), col="nx"))
    log.do("teacher", published(log))
    appoint(log, "music", "t2", "teacher", "6A", "nhac")
    log.do("music", mark("CD", book="book/6A/nhac/1"), mark("P", "p2", book="book/6A/nhac/1"))


def late_entries(log: Log) -> None:
    """A make-up test after publication, and a first entry after the window."""
    base(log)
    absent = log.do("teacher", mark("P"))
    log.do("teacher", published(log))
    given = log.do("head", late(log, "p1"))
    log.do("teacher", change("P", 55, absent, late=given))
    log.wait(days=13)
    given = log.do("head", late(log, "p2", col="tx1", reason="returned"))
    log.do("teacher", mark(90, "p2", "tx1", given))


def closing(log: Log) -> int:
    """Proposed, refused, proposed again and locked while a mark stands. Position of the lock."""
    base(log)
    log.do("teacher", mark())
    log.do("head", close_refused(log.do("board", close())))
    proposal = log.do("board", close())
    return log.do("head", locked(log, proposal))


def unlock_and_expire(log: Log) -> None:
    closing(log)
    log.do("head", unlocked(log.at(days=2)))
    given = log.do("head", late(log, "p2"))
    log.do("teacher", mark(70, "p2", late=given))
    log.wait(days=3)
    log.do("head", unlocked(log.at(days=30)))
    log.do("head", locked(log, log.do("board", close())))


def with_deputy(log: Log, *powers: str) -> None:
    head_only(log)
    appoint(log, "d1 itself", "d1", "deputy")
    pos = log.do("head", delegated("d1", *powers))
    log.rights["deputy"] = ("d1", "deputy", pos)


def delegation(log: Log) -> None:
    with_deputy(log, "windows")
    log.do("deputy", window("w1"))
    log.do("deputy", moved("w1", "2026-09-25T00:00:00.000000Z"))


def governance(log: Log) -> None:
    """Policy, keys, a new head, restore: what is decided about the school itself."""
    head_only(log)
    log.do("head", policy())
    log.do("head", rotated())
    log.do("head", restored(log.next))
    appoint(log, "next head", "h2", "head")
    log.do("next head", post_ended("h1", 0, "2026-09-06"))
    log.do("next head", rotated("key 2", "key 3"))


def on_paper(flow: Callable[[Log], object]) -> Callable[[Log], None]:
    """The flow by decisions without files: the papers are kept at the school."""

    def told(log: Log) -> None:
        log.on_paper = True
        flow(log)

    return told


def entered_by_password(log: Log) -> None:
    """Each type whose row says `entry`, by the method that the policy asks of entries and of nothing else."""
    base(log)
    appoint(log, "homeroom", "g1", "homeroom", "6A")
    log.do("head", policy())
    log.do("teacher", dated(), mark(), method="password")
    log.do("homeroom", absent(), method="password")


def clock_goes_back(log: Log) -> None:
    school(log)
    log.wait(hours=-5)
    log.do("board", clock_reset())
    log.do("head", window("w1"))


def snapshots(log: Log) -> None:
    """A spent try, then the archive of an ended window, then one by hand."""
    base(log)
    log.do("teacher", mark())
    log.wait(days=14)
    log.do("system", planned(log, "s1", "w1"))
    log.do("system", spent("s1"))
    log.do("system", planned(log, "s2", "w1"))
    log.do("system", archived("s2"))
    log.wait(days=2)
    log.do("system", planned(log, "s3"))
