"""A type of entry: the form of its data, and the stream in which it stands (spec/EVENTS.md)."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError, with_config

from domain.words.entry import Draft
from domain.words.refusal import Refusal

D = TypeVar("D")
FORM = ConfigDict(extra="forbid", strict=True)
"""Every object of an entry has exactly its keys, and each value in its one type."""


class Event(Generic[D]):
    """`D` is a TypedDict named as the type; who reads an entry of the type gets its data as one.

    `stream` is a template of its keys; `{book}` = its gradebook, `{month}` = that of its date, `{term}` = its
    semester (2 for a year's result). `check` raises ValueError for data that do not hang together.
    """

    def __init__(self, data: type[D], stream: str, check: Callable[[D], D] | None = None) -> None:
        self.name = data.__name__
        self.data = data
        self.stream = stream
        with_config(FORM)(data)
        form: Any = data if check is None else Annotated[data, AfterValidator(check)]
        self.form: TypeAdapter[D] = TypeAdapter(form)

    @property
    def beginning(self) -> str:
        """How the names of its streams begin, with the stroke where there is one."""
        first, stroke, _ = self.stream.replace("{book}", "book/").partition("/")
        return first + stroke

    def draft(self, data: Mapping[str, Any], book: str = "") -> Draft:
        """An event ready to be written, in its one spelling; `book` is the gradebook where a type does not
        name its own. Raises Refusal BAD_DATA (LAW 1)."""
        read: Any = self.read(data)
        return Draft(self.stream_of(read, book), self.name, read)

    def read(self, data: Mapping[str, Any]) -> D:
        """The data, if they are an entry's of this type. Raises Refusal BAD_DATA (LAW 1)."""
        try:
            return self.form.validate_python(data)
        except ValidationError as error:
            raise Refusal("BAD_DATA", type=self.name, faults=error.errors()) from None

    def stream_of(self, data: Mapping[str, Any], book: str = "") -> str:
        """The stream in which an entry with these data stands."""
        named = {"book": book, "month": data.get("date", "")[:7], "term": data.get("semester") or 2}
        return self.stream.format(**{**named, **data})
