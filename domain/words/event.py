"""What every event type is made from."""

from typing import ClassVar

from domain.words.fields import Part


class Event(Part):
    """The data of one entry. `STREAM` is the template of its stream; `{book}` = its gradebook,
    `{month}` = that of its date, `{term}` = its semester (2 for a year's result)."""

    STREAM: ClassVar[str]
