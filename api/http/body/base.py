"""What every body of a request is made from."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

DRY_RUN = "dry_run"
"""Asked of a route that writes, it shows what would be written, and writes nothing."""


class Body(BaseModel):
    """A request body: no field that is not asked for."""

    WRITES: ClassVar[bool] = False
    """Whether it asks for entries, which may be shown and signed before they are written."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
