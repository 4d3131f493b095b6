"""The roads that were found; see `known_words` for their form."""

from tests.domain.adversary import (
    known_again,
    known_marks,
    known_pupils,
    known_right,
    known_rights,
    known_years,
)
from tests.domain.adversary.known_words import STAGE, WAYS, Honest

__all__ = [
    "STAGE",
    "WAYS",
    "Honest",
    "known_again",
    "known_marks",
    "known_pupils",
    "known_right",
    "known_rights",
    "known_years",
]
