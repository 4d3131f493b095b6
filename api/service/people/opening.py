"""How a person comes to an account: the log says that they may, then a code for the first sign-in is issued.

Nobody is let in of whom the log does not say it: `AccountOpened`, or for a lost factor `ResetAsked` and
`ResetGranted` by two others (LAW 56). The first head stands in entry 0.
"""

from datetime import UTC, datetime

from api.service.people.accounts import Accounts
from api.service.people.api_tokens import ALL, ApiTokens
from api.service.people.openid.subjects import Subjects
from api.service.people.sessions import RESET, Sessions
from api.service.people.tokens import Tokens
from api.service.problem import Problem
from domain.words.days import parse_instant
from ledger.clock import Clock
from ledger.log import SchoolLog

_EVER = datetime(1, 1, 1, tzinfo=UTC)


class Opening:
    """Of one school. Thread-safe."""

    def __init__(self, log: SchoolLog, accounts: Accounts, clock: Clock) -> None:
        self._log = log
        self._accounts = accounts
        self._clock = clock

    def issue(self, person: str) -> str:
        """A code for the person's first sign-in, shown this once.

        Raises Problem ACCOUNT_NOT_OPENED where the log does not let them have one, and ACCOUNT_IN_USE for who
        has chosen a password: what they lost is given again by two.
        """
        opened, granted = self._said(person)
        if not opened:
            raise Problem("ACCOUNT_NOT_OPENED", person=person)
        if self._accounts.credentials.began(person, granted):
            raise Problem("ACCOUNT_IN_USE", person=person)
        return self._accounts.issue(person)

    def take_effect(self, person: str, by: str) -> None:
        """What was granted (`ResetGranted`): nothing that the person had opens anything, but for passkeys.

        Each of these stands until it is revoked in the log (`KeyRevoked`). Repeatable: a crash in here leaves
        some of it, and who sends the command again, or grants a reset again, ends the rest.
        """
        school, db = self._log.school, self._log.db
        self._accounts.forget(person)
        Sessions(db, self._clock).end_all(school, person, RESET)
        ApiTokens(db, self._clock).revoke(school, person, ALL, by)
        Subjects(db).unbind(school, person, by, self._clock.now())
        Tokens(db).issue(school, person, self._clock.now())  # which nobody is told: the ones before it end

    def _said(self, person: str) -> tuple[bool, datetime]:
        """Whether the log opens them an account, and when it was given again last."""
        entries = self._log.stream(f"person/{person}")
        granted = [parse_instant(each.at) for each in entries if each.type == "ResetGranted"]
        opened = bool(granted) or any(each.type == "AccountOpened" for each in entries)
        return opened or self._is_founder(person), max(granted, default=_EVER)

    def _is_founder(self, person: str) -> bool:
        (founding,) = self._log.entries(0, 1)
        return bool(founding.data["head"]["person"] == person)
