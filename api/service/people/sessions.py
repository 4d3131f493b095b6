"""Sessions: rows on the server, each opened by a factor that a person has shown, each with an end.

The cookie names a row, which has its digest alone. After each factor shown it is another one, and none
that a browser brought along is taken over: who planted a cookie, or read an old one, has nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from api.service.people.bearer import Bearer
from api.service.people.device_label import device_label
from api.service.problem import Problem
from domain.words.days import parse_instant
from domain.words.fields import METHODS
from ledger.clock import Clock
from ledger.database import Database
from ledger.log import head_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""So often, and not with every request, is written down that somebody is still there."""
COOKIE_BYTES = 32
ID_BYTES = 8
AHEAD = timedelta(minutes=5)
"""By so much the clocks of two servers may differ. What began later than that began by a clock that was set
right since: by it the session would last until then, and its factor stay fresh."""
SIGNED_OUT, BY_OWNER, NOT_ME = "signed-out", "owner", "not-me"
RESET, NO_RIGHT, KEY = "reset", "no-right", "key"
_LONGEST_CLIENT = 100


class SessionRow(NamedTuple):
    """A session as its owner sees it; `ends` is when it ends if nobody is heard of any more."""

    id: str
    method: str
    begun: datetime
    seen: datetime
    ends: datetime
    client: str
    label: str
    ended: datetime | None
    why: str | None


class Sessions:
    """The sessions of all schools of a database. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def open(
        self,
        school: int,
        person: str,
        method: str,
        now: str,
        *,
        client: str,
        agent: str,
        cred: str = "",
        device: bytes | None = None,
    ) -> str:
        """A new session, and its cookie's value. Nobody asks here who the person is.

        `agent` is what the browser calls itself, `device` the digest of what it keeps for good.
        """
        cookie = secrets.token_urlsafe(COOKIE_BYTES)
        who = (secrets.token_hex(ID_BYTES), digest(cookie), school, person, method, cred)
        where = (parse_instant(now), client[:_LONGEST_CLIENT], device, device_label(agent))
        self._call("put_session(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", *who, *where)
        return cookie

    def bearer(self, cookie: str) -> Bearer | None:
        """Whose session it is; None if nobody ever had it, or it has ended."""
        row = self._row(cookie)
        if row is None or row[9] is not None:
            return None
        school, person, session, cred, method, factor, begun, seen, _, _, *head = row
        now, idle_ends = parse_instant(self._clock.now()), seen + IDLE
        if now >= idle_ends or now >= begun + LONGEST or now < begun - AHEAD:
            return None
        if now >= seen + SEEN_EVERY:
            self._see(session, now)
            idle_ends = now + IDLE
        return Bearer(
            school=school,
            person=person,
            session=session,
            cred=cred,
            method=method,
            proved=factor,
            begun=begun,
            ends=begun + LONGEST,
            idle_ends=min(idle_ends, begun + LONGEST),
            writes=True,
            head=head_of(school, head),
        )

    def why_ended(self, cookie: str) -> str | None:
        """How a session has ended: `idle`, `over`, `clock`, or who ended it; None: there never was one."""
        row = self._row(cookie)
        if row is None:
            return None
        begun, why, now = row[6], row[8], parse_instant(self._clock.now())
        return why or ("clock" if now < begun - AHEAD else "over" if now >= begun + LONGEST else "idle")

    def prove(self, session: str, method: str, now: str, *, cred: str = "") -> str:
        """A factor was shown again in this session: it is fresh, and has another cookie, which this gives.

        Raises Problem SESSION_ENDED, and FACTOR_WEAKER for less than what the session was opened with: who
        found a machine open must not refresh it by what is easier to come by.
        """
        held = self._db.value("SELECT method FROM @schema@.session WHERE id = %s", session)
        if held is None:
            raise Problem("SESSION_ENDED")
        if strength(method) < strength(held):
            raise Problem("FACTOR_WEAKER", method=method, needed=held)
        cookie = secrets.token_urlsafe(COOKIE_BYTES)
        proved = (session, digest(cookie), method, cred, parse_instant(now))
        if not self._call("prove_session(%s, %s, %s, %s, %s)", *proved):
            raise Problem("SESSION_ENDED")
        return cookie

    def of(self, school: int, person: str, most: int = 50) -> list[SessionRow]:
        """The person's sessions, the newest first, those that are over with them."""
        query = (
            "SELECT id, method, begun, seen, client, label, ended, why FROM @schema@.session"
            " WHERE school = %s AND person = %s ORDER BY begun DESC, id LIMIT %s"
        )
        with self._db.pool.connection() as connection:
            rows = connection.execute(self._db.sql(query), (school, person, most)).fetchall()
        return [self._shown(row) for row in rows]

    def end(self, school: int, person: str, session: str, why: str = SIGNED_OUT) -> bool:
        """Ends one of the person's sessions, from now on for every server; False: there is none such."""
        at = parse_instant(self._clock.now())
        return bool(self._call("end_session(%s, %s, %s, %s, %s)", school, person, session, at, why))

    def end_all(self, school: int, person: str, why: str = BY_OWNER, *, but: str = "") -> None:
        """Ends all of them, or all `but` one."""
        at = parse_instant(self._clock.now())
        self._call("end_sessions(%s, %s, %s, %s, %s)", school, person, but, at, why)

    def _shown(self, row: tuple[Any, ...]) -> SessionRow:
        """A row; one that nobody was heard of any more has ended, though nobody wrote it down."""
        session, method, begun, seen, client, label, ended, why = row
        ends = min(seen + IDLE, begun + LONGEST)
        now = parse_instant(self._clock.now())
        if ended is None and now >= ends:
            ended, why = ends, "over" if ends == begun + LONGEST else "idle"
        if ended is None and now < begun - AHEAD:
            ended, why = now, "clock"
        return SessionRow(session, method, begun, seen, ends, client, label, ended, why)

    def _row(self, cookie: str) -> Any:
        query = (
            "SELECT s.school, s.person, s.id, s.cred, s.method, s.factor, s.begun, s.seen, s.why, s.ended,"
            " h.size, h.leaf, h.at, h.epoch FROM @schema@.session s"
            " LEFT JOIN @schema@.head h ON h.school = s.school WHERE s.digest = %s"
        )
        with self._db.pool.connection() as connection:
            return connection.execute(self._db.sql(query), (digest(cookie),), binary=True).fetchone()

    def _see(self, session: str, now: datetime) -> None:
        """Waits for no disk: a power cut makes a session some minutes shorter."""
        with self._db.pool.connection() as connection:
            connection.execute(
                self._db.sql(
                    "SELECT @schema@.see_session(%s, %s)"
                    " WHERE pg_catalog.set_config('synchronous_commit', 'off', true) = 'off'"
                ),
                (session, now),
            )

    def _call(self, call: str, *values: object) -> Any:
        return self._db.value(f"SELECT @schema@.{call}", *values)


def digest(secret: str) -> bytes:
    """What is kept of a secret that nobody could guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def strength(method: str) -> int:
    """How much a kind of proof is worth among the others; one that is none of them, least."""
    return METHODS.index(method) if method in METHODS else -1
