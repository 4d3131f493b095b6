"""Accounts of one school's people: what a person shows becomes a proof, and how each gets what they show.

The same is said of a wrong password, of somebody who has no account and of nobody at all, after the same
work: names cannot be probed. The throttle counts all of them alike.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from api.service.people import one_time_codes, paper_codes, passwords
from api.service.people.credentials import (
    FIRST,
    KINDS,
    PASSWORD,
    RECOVERY,
    TOTP,
    Credential,
    Credentials,
)
from api.service.people.one_time_codes import Offer
from api.service.people.secret_box import SecretBox
from api.service.people.throttle import Place, Throttle
from api.service.problem import Problem
from domain.words.days import parse_instant
from ledger.database import Database

FIRST_LASTS = timedelta(days=14)
"""Of a code for the first sign-in: it lies on paper until then."""
RECOVERY_CODES = 10


class Shown(NamedTuple):
    """What a person has shown, and whether it is all that their account asks for.

    `code`: a code of the second factor is still missing. `first`: it was a code for the first sign-in, which
    opens nothing but the choice of a password.
    """

    person: str
    method: str
    cred: str
    code: bool = False
    first: bool = False


class Accounts:
    """Thread-safe; needs a connection as socai_writer. `own_words`: what no person's password may rest on."""

    def __init__(
        self,
        db: Database,
        school: int,
        box: SecretBox,
        now: Callable[[], str],
        own_words: Callable[[str], Collection[str]],
    ) -> None:
        self.school = school
        self.credentials = Credentials(db, school)
        self._throttle = Throttle(db)
        self._box = box
        self._now = now
        self._own_words = own_words

    def sign_in(self, person: str, secret: str, place: Place) -> Shown:
        """Whom a password, or a code for the first sign-in, names.

        Raises Problem SIGN_IN_WRONG, and SIGN_IN_SLOW before anything is looked at.
        """
        now = self._at()
        held = {each.kind: each for each in self.credentials.of(person, now)}
        if self._is_first(held, secret):
            return Shown(person, "", held[FIRST].id, first=True)
        counts = self._throttle.admit(self.school, person, place)
        password = held.get(PASSWORD)
        # Also of nobody, and with the same cost.
        if not passwords.matches(password.secret if password else None, secret) or password is None:
            raise self._wrong(person if held else "", place, now)
        second = self._second(held.get(TOTP))
        # With a code still to come nothing is cleared: who has the password would guess codes without end.
        if second is None:
            self._throttle.forget(counts)
        if passwords.outdated(password.secret):
            self.credentials.replace(person, PASSWORD, [passwords.hashed(secret)], now)
        else:
            self.credentials.use(password.id, now)
        return Shown(person, "password", password.id, code=second is not None)

    def password_of(self, person: str) -> str:
        """Which password the person has, as a mark that another has after a change; "" without one."""
        held = self.credentials.of(person, self._at())
        return next((each.id for each in held if each.kind == PASSWORD), "")

    def show_code(self, person: str, code: str, place: Place) -> Shown:
        """The second factor behind a password that was shown: a code of the app, or one of those on paper.

        Raises Problem SIGN_IN_SLOW, CODE_WRONG.
        """
        now = self._at()
        counts = self._throttle.admit(self.school, person, place)
        held = self.credentials.of(person, now)
        shown = self._by_app(held, person, code, now) or self._by_paper(held, code, now)
        if shown is None:
            self.credentials.note_wrong(person, place.client, now)
            raise Problem("CODE_WRONG")
        self._throttle.forget(counts)
        return Shown(person, "totp", shown.id)

    def begin(self, person: str, first: str, password: str) -> Shown:
        """The first sign-in, after the code `first` was shown: it is spent, the password is the person's.

        Raises Problem PASSWORD_…, with which nothing is spent, and SIGN_IN_WRONG if the code has ended since.
        """
        now = self._at()
        passwords.require_good(password, self._own_words(person), second_factor=False)
        kept = passwords.hashed(password)
        begun = any(each.kind == PASSWORD for each in self.credentials.of(person, now))
        if begun or not self.credentials.spend(first, now):
            raise Problem("SIGN_IN_WRONG")
        # A crash here costs the code: the board gives another.
        (cred,) = self.credentials.replace(person, PASSWORD, [kept], now)
        self.credentials.use(cred, now)
        return Shown(person, "password", cred)

    def change_password(self, person: str, old: str, new: str, place: Place) -> None:
        """Raises Problem SIGN_IN_WRONG, SIGN_IN_SLOW, PASSWORD_…."""
        shown = self.sign_in(person, old, place)
        if shown.first:
            raise Problem("SIGN_IN_WRONG")
        passwords.require_good(new, self._own_words(person), second_factor=shown.code)
        now = self._at()
        (cred,) = self.credentials.replace(person, PASSWORD, [passwords.hashed(new)], now)
        self.credentials.use(cred, now)

    def offer_app(self, person: str, code: str) -> Offer:
        """A new secret for an authenticator app; it counts once a code of it was shown (`take_app`)."""
        offer = one_time_codes.new_offer(person, code)
        locked = self._box.lock(one_time_codes.kept(offer.secret), self._place(person))
        held = self.credentials.of(person, self._at())
        if self._second(next((each for each in held if each.kind == TOTP), None)) is not None:
            raise Problem("FACTOR_THERE")
        self.credentials.replace(person, TOTP, [locked], self._at())
        return offer

    def take_app(self, person: str, code: str, place: Place) -> list[str]:
        """The app shows its first code: from now on it is asked for. Gives ten codes for paper, this once."""
        now = self._at()
        counts = self._throttle.admit(self.school, person, place)
        if self._by_app(self.credentials.of(person, now), person, code, now, begins=True) is None:
            raise Problem("CODE_WRONG")
        self._throttle.forget(counts)
        return self.new_paper_codes(person)

    def new_paper_codes(self, person: str) -> list[str]:
        """Ten codes, each of which stands once for the second factor; those before them end."""
        codes = [paper_codes.new_code() for _ in range(RECOVERY_CODES)]
        kept = [digest for code in codes if (digest := paper_codes.kept(code))]
        self.credentials.replace(person, RECOVERY, kept, self._at())
        return codes

    def issue(self, person: str) -> str:
        """A code for the person's first sign-in, shown this once; one before it ends.

        Whether they may have one is asked before (api.service.people.opening).
        """
        code, now = paper_codes.new_code(), self._at()
        kept = paper_codes.kept(code)
        self.credentials.replace(person, FIRST, [kept] if kept else [], now, now + FIRST_LASTS)
        return code

    def asks_for_code(self, person: str) -> bool:
        """Whether a code of the second factor is asked for behind the password."""
        held = self.credentials.of(person, self._at())
        return self._second(next((each for each in held if each.kind == TOTP), None)) is not None

    def forget(self, person: str) -> None:
        """All that the person can show ends: it was lost, and is given again."""
        self.credentials.end(person, KINDS, self._at())

    def _is_first(self, held: dict[str, Credential], secret: str) -> bool:
        """Whoever has a password had their first sign-in: a code that was issued meanwhile opens nothing."""
        kept = paper_codes.kept(secret)
        waits = FIRST in held and PASSWORD not in held
        return kept is not None and waits and held[FIRST].secret == kept

    def _second(self, totp: Credential | None) -> Credential | None:
        """The second factor, if it counts: a code of it was shown once."""
        return totp if totp is not None and totp.used is not None else None

    def _by_app(
        self, held: list[Credential], person: str, code: str, now: datetime, *, begins: bool = False
    ) -> Credential | None:
        for each in held:
            if each.kind == TOTP and (each.used is None) == begins:
                secret = one_time_codes.shown(self._box.open(each.secret, self._place(person)))
                step = one_time_codes.step_of(secret, code, now.timestamp(), each.step)
                if step is not None and self.credentials.use(each.id, now, step):
                    return each
        return None

    def _by_paper(self, held: list[Credential], code: str, now: datetime) -> Credential | None:
        kept = paper_codes.kept(code)
        found = next((each for each in held if each.kind == RECOVERY and each.secret == kept), None)
        return found if found is not None and self.credentials.spend(found.id, now) else None

    def _wrong(self, person: str, place: Place, now: datetime) -> Problem:
        self.credentials.note_wrong(person, place.client, now)
        return Problem("SIGN_IN_WRONG")

    def _place(self, person: str) -> str:
        return f"totp/{self.school}/{person}"

    def _at(self) -> datetime:
        return parse_instant(self._now())
