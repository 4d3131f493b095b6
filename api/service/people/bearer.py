"""What both a token and a session come to: whose they are, since when, and how the person was proved."""

from datetime import datetime
from typing import NamedTuple

from domain.words.days import parse_instant
from domain.words.entry import Proof
from ledger.log import Head

SHOWN = 8
"""Letters of a digest by which a token is named in the log."""


class Bearer(NamedTuple):
    """The person that a token or a session names, in the school with this database id.

    `head` is that of the school's log, read with it: nobody asks anything before both are known. `proved` is
    when a factor was shown last, of a token when it was issued. `idle_ends` None: it is a token. `writes`
    False: it may only read.
    """

    school: int
    person: str
    session: str
    cred: str
    method: str
    proved: datetime
    begun: datetime
    ends: datetime | None
    idle_ends: datetime | None
    writes: bool
    head: Head

    @property
    def by_session(self) -> bool:
        """Whether it is a person in front of a browser."""
        return self.idle_ends is not None

    def age(self, now: str) -> int:
        """Seconds from the last factor to `now`."""
        return max(0, int((parse_instant(now) - self.proved).total_seconds()))

    def proof(self, now: str) -> Proof:
        """How the person was proved, at the instant `now`."""
        return Proof(age=self.age(now), cred=self.cred, method=self.method, session=self.session)
