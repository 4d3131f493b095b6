"""The school's accounts, for who manages them: how each stands; codes for first sign-ins, on strips."""

from typing import Annotated, NamedTuple

from fastapi import Form

from api.http.problems import expected, problem_of
from api.http.routes.accounts.standing import AccountView, every_account, first_code
from api.pages import format as show
from api.pages.parts.acts import CMD, new_cmd, perform
from api.pages.session import Session
from api.service.problem import Problem
from api.service.typed.cells import read_day
from domain.acts.unit.accounts import OpenAccount
from domain.words.fields import Decision

STATES = {
    "none": ("waiting", "chưa mở"),
    "opened": ("open", "đã mở, chưa cấp mã"),
    "code": ("entry", "đã cấp mã, chờ đăng nhập lần đầu"),
    "in_use": ("good", "đang dùng"),
    "reset": ("alert", "được cấp lại, chưa cấp mã"),
}
MOST = 200


class RowView(NamedTuple):
    """One person's account."""

    person: str
    name: str
    roles: str
    icon: str
    state: str
    used: str
    factors: str
    warnings: str
    issues: bool
    chosen: bool


class Strip(NamedTuple):
    """What one person is handed: their name, their code, until when it is good."""

    person: str
    name: str
    code: str
    until: str


class AccountsView(NamedTuple):
    """Everything that accounts.html shows, `strips` this once. `fault`, `no`, `day` are of a failed form."""

    rows: list[RowView]
    strips: list[Strip]
    cmd: str
    no: str = ""
    day: str = ""
    fault: str = ""


def accounts(session: Session) -> AccountsView:
    """Everybody's."""
    return _shown(session, ())


def issue_codes(
    session: Session,
    people: Annotated[list[str], Form(alias="nguoi")] = [],  # noqa: B006 - the framework makes each its own
    no: Annotated[str, Form(alias="so")] = "",
    day: Annotated[str, Form(alias="ngay")] = "",
    cmd: Annotated[str, Form(pattern=CMD)] = "-",
) -> AccountsView:
    """Opens accounts by the decision where there are none, and makes a code for each of the chosen."""
    if not people or len(people) > MOST:
        return _shown(session, people)._replace(fault="Hãy chọn ít nhất một người.", no=no, day=day)
    states = {each.person: each.state for each in every_account(session.service, session.caller)}
    strips: list[Strip] = []
    faults: list[str] = []
    for number, person in enumerate(dict.fromkeys(people)):
        fault = _open(session, person, no, day, f"{cmd}-{number}") if states.get(person) == "none" else ""
        given = fault or _issued(session, person)
        if isinstance(given, Strip):
            strips.append(given)
        else:
            faults.append(f"{person}: {given}")
    left = [person for person in people if person not in {strip.person for strip in strips}]
    return _shown(session, left)._replace(strips=strips, fault=" ".join(faults), no=no, day=day)


def _open(session: Session, person: str, no: str, day: str, cmd: str) -> str:
    """What is wrong, "" if the log lets the person have an account now."""
    try:
        decision = Decision(no=no, date=read_day(day), digest=None)
    except (Problem, ValueError):
        return "chưa mở tài khoản; hãy ghi số và ngày của quyết định (ngày/tháng/năm)."
    return perform(session, OpenAccount(person=person, decision=decision), cmd[-36:])


def _issued(session: Session, person: str) -> Strip | str:
    try:
        made = first_code(session.caller, person)
    except Exception as error:
        if not expected(error):
            raise
        problem = problem_of(error)
        return f"{problem.text.title}. {problem.detail} ({problem.code})"
    return Strip(made.person, made.name, made.code, show.minute(made.until))


def _shown(session: Session, chosen: tuple[str, ...] | list[str]) -> AccountsView:
    rows = [_row(each, chosen) for each in every_account(session.service, session.caller)]
    return AccountsView(rows, [], new_cmd())


def _row(each: AccountView, chosen: tuple[str, ...] | list[str]) -> RowView:
    icon, state = STATES[each.state]
    factors = (["ứng dụng"] if each.app else []) + ([f"{each.keys} khóa"] if each.keys else [])
    warnings = ["nhiều người trên một máy"] if each.shared else []
    if each.wrong:
        warnings.append(f"{each.wrong} lần sai trong 30 ngày")
    roles = (
        f"{show.ROLES[r.role]}{f' {r.klass}' if r.klass else ''}{f' {r.subject}' if r.subject else ''}"
        for r in each.assignments
    )
    return RowView(
        each.person,
        each.name,
        ", ".join(roles) or "không còn phân công",
        icon,
        state,
        show.minute(each.last_used) if each.last_used else "chưa dùng",
        ", ".join(factors) or "chưa có",
        ", ".join(warnings),
        each.state != "in_use",
        each.person in chosen,
    )
