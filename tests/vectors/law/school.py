"""The small school of law.json: where its logs begin. A head, a board, class 6A under TT22 in 2026."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts.books import mark, published, window
from tests.vectors.law.drafts.close import close, close_refused, locked
from tests.vectors.law.drafts.dossier import applied, item, permitted, proposed, witnessed
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import clock_reset, created, delegated, opened, person, post
from tests.vectors.law.log import Draft, Log

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
    """Entry 0, by the head."""
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
    """The dossier with the homeroom's seat free. Its item."""
    one = permitted_dossier(log)
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    return one


def corrected(log: Log) -> None:
    """The dossier applied."""
    one = two_witnesses(log)
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one))


def closing(log: Log) -> int:
    """Proposed, refused, proposed again and locked while a mark stands. Position of the lock."""
    base(log)
    log.do("teacher", mark())
    log.do("head", close_refused(log.do("board", close())))
    proposal = log.do("board", close())
    return log.do("head", locked(log, proposal))


def with_deputy(log: Log, *powers: str) -> None:
    """The head lends these powers to d1."""
    head_only(log)
    appoint(log, "d1 itself", "d1", "deputy")
    pos = log.do("head", delegated("d1", *powers))
    log.rights["deputy"] = ("d1", "deputy", pos)


def on_paper(flow: Callable[[Log], object]) -> Callable[[Log], None]:
    """The flow by decisions without files: the papers are kept at the school."""

    def told(log: Log) -> None:
        log.on_paper = True
        flow(log)

    return told


LATER = "2026-10-20T00:00:00.000000Z"
SECOND = "book/6A/toan/2"
MUSIC_2 = "book/6A/nhac/2"


def marked(log: Log) -> int:
    """p1 has 6.0 in gk, the window is open."""
    base(log)
    return log.do("teacher", mark())


def published_mark(log: Log) -> int:
    """`marked`, and the column published. The mark's position."""
    pos = marked(log)
    log.do("teacher", published(log))
    return pos


def locked_mark(log: Log) -> int:
    """`marked`, and the book locked. The mark's position."""
    pos = marked(log)
    log.do("head", locked(log, log.do("board", close())))
    return pos


def music(log: Log) -> None:
    """A teacher of the comment subject, which class 6A has in semester 1 only."""
    base(log)
    appoint(log, "music", "t2", "teacher", "6A", "nhac")


def proposed_dossier(log: Log) -> Draft:
    """Dossier d1, not yet permitted. Its item."""
    one = item(60, 80, of_record(log))
    log.do("teacher", proposed(), one)
    return one


def there_and_back(log: Log, **ahead: float) -> None:
    """An entry so far ahead, and the clock set back to where it was."""
    log.wait(**ahead)
    log.do("head", person(f"x{log.next}"))
    log.wait(**{unit: -much for unit, much in ahead.items()})
    log.do("head", clock_reset())


LONG_AGO = "2026-09-06"
DATED = "2027-05-31"
