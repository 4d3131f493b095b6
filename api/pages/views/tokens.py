"""One's own tokens for programs, each with its purpose and its end; a new one is shown this once."""

from typing import Annotated, NamedTuple

from fastapi import Form
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.http.problems import expected, problem_of
from api.http.routes.accounts.sessions import TokenBody, new_token, revoke_token
from api.pages import format as show
from api.pages.session import Session
from api.service.people.api_tokens import ApiToken
from api.service.problem import Problem
from api.service.typed.cells import read_day
from domain.words.days import instant

SHOWN = 100


class TokenRow(NamedTuple):
    """A token, never the token itself; `live`: it still opens something."""

    id: str
    purpose: str
    writes: bool
    issued: str
    ends: str
    used: str
    live: bool


class TokensView(NamedTuple):
    """Everything that tokens.html shows, `token` this once; `purpose`, `day`, `fault` of a failed form."""

    rows: list[TokenRow]
    token: str = ""
    purpose: str = ""
    day: str = ""
    fault: str = ""


def tokens(session: Session) -> TokensView:
    """One's own, the newest first."""
    held = session.service.api_tokens.of(session.school.log.school, session.caller.person)
    return TokensView([_row(session, each) for each in held[:SHOWN]])


def change_tokens(
    session: Session,
    purpose: Annotated[str, Form(alias="viec")] = "",
    day: Annotated[str, Form(alias="ngay")] = "",
    writes: Annotated[bool, Form(alias="ghi")] = False,
    ended: Annotated[str, Form(alias="het", pattern="^[0-9a-f]*$")] = "",
) -> TokensView:
    """Ends the token `ended`, else makes one."""
    try:
        if ended:
            revoke_token(session.service, session.caller, ended)
            return tokens(session)
        scope = "write" if writes else "read"
        body = TokenBody.model_validate({"purpose": purpose.strip(), "scope": scope, "ends": read_day(day)})
        made = new_token(session.service, session.caller, body)
        return tokens(session)._replace(token=made.token)
    except (ValidationError, RequestValidationError):
        told = "Hãy ghi mã dùng cho chương trình nào (1–100 ký tự) và ngày cuối (ngày/tháng/năm)."
    except Exception as error:
        if not expected(error):
            raise
        problem: Problem = problem_of(error)
        told = f"{problem.text.title}. {problem.detail} ({problem.code})"
    return tokens(session)._replace(purpose=purpose, day=day, fault=told)


def _row(session: Session, each: ApiToken) -> TokenRow:
    return TokenRow(
        each.id,
        each.purpose,
        each.writes,
        show.minute(instant(each.issued)),
        show.minute(instant(each.ends)),
        show.minute(instant(each.used)) if each.used else "chưa dùng",
        each.revoked is None and instant(each.ends) > session.now,
    )
