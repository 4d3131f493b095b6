"""Titles (LAW 43)."""

from tests.vectors.law.drafts.retests import title
from tests.vectors.law.told import Told, case

YEAR: tuple[Told, ...] = (
    case("NO_RESULT", "a title without a result", "titles", "head", lambda _s: title("p5")),
    case(
        "ALREADY_EXISTS", "a second title", "next year", "head", lambda _s: title(title="HSTT", reason="vì")
    ),
    case("TITLE_WRONG", "a title that does not fit", "titles", "head", lambda _s: title(title="HSTT")),
)
