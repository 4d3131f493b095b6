"""The topics of the acts, but for those that put the acts of others right: they stand upon these."""

from domain.acts.books import close, comparison, corrections, gradebook, progress, signing
from domain.acts.pupils import arrivals, attendance, exemptions, movements
from domain.acts.results import approval, promotion, retests, titles
from domain.acts.unit import appointments, archives, classes, oversight, people, reads, school, windows, year
from domain.grounds.rows import Row

ROWS: tuple[Row, ...] = (
    *(*school.ROWS, *people.ROWS, *appointments.ROWS, *classes.ROWS, *windows.ROWS, *year.ROWS),
    *(*archives.ROWS, *reads.ROWS, *oversight.ROWS),
    *(*gradebook.ROWS, *corrections.ROWS, *close.ROWS, *comparison.ROWS, *signing.ROWS, *progress.ROWS),
    *(*movements.ROWS, *arrivals.ROWS, *exemptions.ROWS, *attendance.ROWS),
    *(*approval.ROWS, *promotion.ROWS, *retests.ROWS, *titles.ROWS),
)
