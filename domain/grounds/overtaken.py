"""Whether what was decided still rests on the figures as they are recorded (LAW 41, 43).

It changes nothing about what a decision binds: an overtaken one may be decided again.
"""

from domain.state.state import State
from domain.state.term import Result


def overtaken(state: State, entry: tuple[str, int], of: tuple[int, str], now: Result | None) -> bool:
    """Whether `now`, a recorded result of (semester, pupil), replaced the figures on which the decision or
    title, an `entry` (class, position), rests. Its term must be loaded."""
    (klass, pos), (semester, pupil) = entry, of
    if now is None or now.pos < pos:
        return False
    before = state.term(klass, semester or 2).before(semester, pupil, pos)
    return before is None or before.figures != now.figures
