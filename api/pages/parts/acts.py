"""An act that a form of the pages sends: written as the API writes it, or the reason why not, in words."""

import json
import secrets
from typing import Any

from pydantic import ValidationError

from api.http.problems import expected, problem_of
from api.http.writing import Write, write
from api.pages.session import Session
from domain.grounds.command import Command

CMD = r"^[A-Za-z0-9_-]{1,36}$"


def new_cmd() -> str:
    """The id of an act that a form may send more than once."""
    return secrets.token_hex(8)


def for_script(session: Session, address: str, *asked: Any, **body: Any) -> str:
    """The act for the page's script, which has it signed (static/forms.js): where in the school's API it is
    sent, and what it must come to (a function of static/asked.js, with what it is given first).

    Fields of the form with Vietnamese names are for a page without script, the others belong to the body.
    """
    path = f"/schools/{session.school.code}{address}"
    return json.dumps({"method": "POST", "path": path, "body": body, "asked": asked})


def perform_reasoned(session: Session, kind: type[Command], cmd: str, **fields: Any) -> str:
    """As `perform`, of an act whose reason somebody typed."""
    try:
        command = kind(**fields)
    except ValidationError:
        return "Hãy ghi lý do bằng chữ thường, trên một dòng và không quá 200 chữ."
    return perform(session, command, cmd)


def perform(session: Session, command: Command, cmd: str) -> str:
    """Writes the act in the person's name; "" if it stands, else what is wrong and what to do."""
    try:
        write(session.caller, Write(cmd=cmd), command)
    except Exception as error:
        if not expected(error):
            raise
        problem = problem_of(error)
        return f"{problem.text.title}. {problem.detail} ({problem.code})"
    return ""
