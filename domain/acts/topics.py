"""The topics of the acts, but for those that put the acts of others right: they stand upon these."""

from domain.acts.books import close, comparison, corrections, gradebook, progress, signing
from domain.acts.pupils import arrivals, attendance, exemptions, movements, one_semester
from domain.acts.results import approval, promotion, retests, summer_conduct, titles
from domain.acts.unit import appointments, archives, classes, oversight, people, reads, school, windows, year
from domain.grounds.rows import Righting, Row

_TOPICS: tuple[Row, ...] = (
    *(*school.ROWS, *people.ROWS, *appointments.ROWS, *classes.ROWS, *windows.ROWS, *year.ROWS),
    *(*archives.ROWS, *reads.ROWS, *oversight.ROWS),
    *(*gradebook.ROWS, *corrections.ROWS, *close.ROWS, *comparison.ROWS, *signing.ROWS, *progress.ROWS),
    *(*movements.ROWS, *arrivals.ROWS, *exemptions.ROWS, *one_semester.ROWS, *attendance.ROWS),
    *(*approval.ROWS, *promotion.ROWS, *retests.ROWS, *summer_conduct.ROWS, *titles.ROWS),
)
ROWS: dict[str, Row] = {row.event.name: row for row in _TOPICS}
"""Type of entry -> its row."""
RIGHTING: dict[str, Righting] = {name: row.righting for name, row in ROWS.items() if row.righting is not None}
"""Of the types that are taken back or put right: how."""
