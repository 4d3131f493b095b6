"""How the accounts of the school's people stand, and codes for a first sign-in (S54, S55)."""

import hashlib
from collections import defaultdict
from datetime import timedelta

import orjson
from fastapi import APIRouter

from api.http.caller import Caller, SignedIn, TheService
from api.http.paging import Paged
from api.http.routes.accounts.me import RoleView
from api.service.people.accounts import FIRST_LASTS
from api.service.people.freshness import require_fresh_hands
from api.service.people.told.off_hours import persons_off_hours
from api.service.people.told.overview import Standing, standings
from api.service.problem import Problem
from api.service.service import Service
from domain.grounds.rights import rights_in_force
from domain.state.facts import Person
from domain.words.days import instant, parse_instant
from domain.words.fields import Id, Part
from ledger.form.canonical import b64
from projections.lists import read_list

router = APIRouter(prefix="/schools/{school}", tags=["accounts"])
UNUSED = timedelta(days=90)
RESET = timedelta(days=90)
MANY_WRONG = 20


class AccountView(Part):
    """How somebody's account stands.

    `state`: `none` (the log opens none), `opened`, `code` (on paper), `in_use`, `reset` (granted, not begun).
    `app`, `keys`: the second factors. `wrong`: wrong tries of 30 days. `shared`: within an hour more than
    three persons signed in at one browser, this one among them, or the account was in
    use in two places at once.
    """

    person: str
    name: str
    state: str
    last_used: str | None
    app: bool
    keys: int
    wrong: int
    shared: bool
    assignments: list[RoleView]


class FirstCode(Part):
    """A code for the person's first sign-in, told this once, and until when it is good."""

    person: str
    name: str
    code: str
    until: str


class SecurityView(Part):
    """What a check of the unit's accounts would keep (`POST /security-checks`): kinds with their numbers.

    `failed`: more than 20 wrong tries in 30 days. `no_factor`: no second factor. `reset`: given again in the
    last 90 days. `shared`: as above. `unused`: not for 90 days. `digest` is over `rows`, which stay beside
    the log. Figures and rows are pairs, as they are posted; a list that says of each place what stands there
    is beyond what most clients read. `off_hours`, which no check keeps: in how many persons' names something
    was written at closed hours of the last week; they alone are asked, nobody else is told who they are.
    """

    accounts: int
    figures: list[list[str | int]]
    digest: str
    rows: list[list[str | list[str]]]
    off_hours: int


@router.get("/accounts")
def accounts(service: TheService, caller: SignedIn, page: Paged) -> list[AccountView]:
    """Everybody's account, for who manages them (head, board, body above)."""
    caller.require(caller.manages_accounts)
    return page.of(every_account(service, caller))


@router.post("/people/{person}/first-code", status_code=201)
def first_code(caller: SignedIn, person: Id) -> FirstCode:
    """A code for the first sign-in of somebody else, of whom the log says that they may have an account
    (head, board, body above); one before it ends."""
    caller.require(caller.manages_accounts)
    require_fresh_hands(caller.bearer, caller.now)
    if person == caller.person:
        raise Problem("SELF_GRANT")
    known = caller.facts.people.get(person)
    if known is None:
        raise Problem("UNKNOWN_PERSON", person=person)
    code = caller.school.opening.issue(person)
    until = instant(parse_instant(caller.now) + FIRST_LASTS)
    return FirstCode(person=person, name=known.name, code=code, until=until)


@router.get("/security-check")
def security_check(service: TheService, caller: SignedIn) -> SecurityView:
    """What there is to ask the owners of the accounts in use (leadership, board)."""
    caller.require(caller.reads_all)
    now = parse_instant(caller.now)
    used = [each for each in every_account(service, caller) if each.state == "in_use"]
    reset = _reset_since(caller, instant(now - RESET))
    kinds = {
        "failed": [each.person for each in used if each.wrong > MANY_WRONG],
        "no_factor": [each.person for each in used if not each.app and not each.keys],
        "reset": [each.person for each in used if each.person in reset],
        "shared": [each.person for each in used if each.shared],
        "unused": [
            each.person for each in used if not each.last_used or parse_instant(each.last_used) < now - UNUSED
        ],
    }
    rows = sorted(kinds.items())
    digest = b64(hashlib.sha256(orjson.dumps(rows)).digest())
    return SecurityView(
        accounts=len(used),
        figures=[[kind, len(people)] for kind, people in rows],
        digest=digest,
        rows=[[kind, people] for kind, people in rows],
        off_hours=persons_off_hours(
            service.db, caller.school.log.school, [each.person for each in used], now
        ),
    )


def every_account(service: Service, caller: Caller) -> list[AccountView]:
    """Of everybody whom the log names, by their identifiers."""
    said = defaultdict[str, list[str]](list)
    for row in read_list(caller.views(), "accounts").rows:
        said[row.person].append(row.type)
    found = standings(service.db, caller.school.log.school, parse_instant(caller.now))
    (founding,) = caller.school.log.entries(0, 1)
    said[founding.data["head"]["person"]].append("AccountOpened")
    people = sorted(caller.facts.people.items())
    return [_view(caller, known, said[person], found.get(person, Standing())) for person, known in people]


def _reset_since(caller: Caller, since: str) -> set[str]:
    rows = read_list(caller.views(), "accounts").rows
    return {row.person for row in rows if row.type == "ResetGranted" and row.at >= since}


def _view(caller: Caller, known: Person, said: list[str], standing: Standing) -> AccountView:
    return AccountView(
        person=known.person,
        name=known.name,
        state=_state(said, standing),
        last_used=instant(standing.seen) if standing.seen else None,
        app=standing.app,
        keys=sum(key.stands for key in known.keys.values()),
        wrong=standing.wrong,
        shared=standing.shared,
        assignments=[
            RoleView(role=r.role, klass=r.klass, subject=r.subject, basis=r.pos)
            for r in rights_in_force(caller.facts, known.person, caller.day)
        ],
    )


def _state(said: list[str], standing: Standing) -> str:
    if standing.password:
        return "in_use"
    if standing.first:
        return "code"
    if not said:
        return "none"
    return "reset" if "ResetGranted" in said else "opened"
