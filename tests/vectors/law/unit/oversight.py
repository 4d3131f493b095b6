"""Incidents and commitments (LAW 45)."""

from tests.vectors.law.drafts.oversight import answered, commitment, incident
from tests.vectors.law.told import Told, case

YEAR: tuple[Told, ...] = (
    case("ALREADY_EXISTS", "an incident reported twice", "answer", "toan", lambda _s: incident()),
    case("INCIDENT_STATE", "a closed incident answered", "absence", "board", lambda _s: answered()),
    case("ALREADY_EXISTS", "a commitment signed twice", "journal", "head", commitment),
    case(
        "BAD_PERIOD",
        "a commitment that ends first",
        "commitment",
        "head",
        lambda s: commitment(s, to=s.day("08-31")),
    ),
)
