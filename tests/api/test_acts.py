"""Acts that are rows (api.http.acts): what a client writes in the address, and what in the body."""

from typing import Annotated, Any

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api.http.acts.act import Act, chapter
from api.http.app import ROUTERS
from domain.acts.books.close import UnlockBook
from domain.acts.unit.appointments import EndAppointment
from domain.acts.unit.windows import SetWindow


def fields(act: Act) -> list[str]:
    """The fields of the body that a route for the act takes."""
    (route,) = chapter("t", act).routes
    body: Any = route.body_field.field_info.annotation  # type: ignore[attr-defined]
    return list(body.model_json_schema()["properties"])


def test_a_body_has_the_fields_that_the_address_does_not_name() -> None:
    """In the order of the command, behind those of every write."""
    act = Act("POST /people/{person}/x/{pos}", EndAppointment, "x", "X", "Ends.", at={"pos": "appointment"})
    assert fields(act) == ["cmd", "acting", "sign", "on", "decision"]


def test_words_of_python_are_written_as_clients_write_them() -> None:
    """`start` of a command is `from` in a body."""
    named = {*fields(Act("POST /x", SetWindow, "x", "X", "Sets."))}
    assert {"from", "to"} < named and not {"start", "end"} & named


def test_a_row_whose_address_names_no_field_of_its_command_is_an_error_at_start() -> None:
    """Of the programmer, seen before anybody asks."""
    with pytest.raises(KeyError):
        chapter("t", Act("POST /x/{nothing}", UnlockBook, "x", "X", "Opens."))


def test_every_number_in_an_address_is_read_from_text() -> None:
    """The numbers of commands are strict: no text is one of them."""
    routes = [each for router in ROUTERS for each in router.routes if isinstance(each, APIRoute)]
    numbers = [
        TypeAdapter(Annotated[param.field_info.annotation, *param.field_info.metadata])
        for route in routes
        for param in route.dependant.path_params
        if param.field_info.annotation is int
    ]
    assert len(numbers) > 20
    assert {number.validate_python("1") for number in numbers} == {1}
