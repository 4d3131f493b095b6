"""What is kept beside the log of who has read, against what the log says of it (LAW 50)."""

from ledger.beside.readings import Readings
from ledger.log import LogDamaged, SchoolLog
from projections.fsck.findings import Findings

TABLE = "reading, failed_sign_in"


def check_reads(log: SchoolLog, found: Findings) -> None:
    """Reports each told day whose rows come to something else, and readings of a day before the first."""
    readings = Readings(log.db)
    try:
        told = readings.told(log.school)
    except (LogDamaged, LookupError, TypeError, ValueError):
        return  # what is wrong with the lines their own check says
    for each in told:
        stored = readings.digest(log.school, each.start, each.end)
        if stored != each.says:
            days = {"from": each.start, "to": each.end}
            old, new = stored._asdict(), each.says._asdict()
            found.add("READS_DIFFER", pos=each.pos, table=TABLE, row=days, old=old, new=new)
    if rows := readings.untold(log.school, told):
        found.add(
            "READS_DIFFER", pos=told[0].pos, table="reading", row={"to": told[0].start}, old=rows, new=0
        )
