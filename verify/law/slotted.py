"""Dataclasses with slots on every Python: `dataclass(slots=True)` is there from 3.10 on only."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar, cast

T = TypeVar("T")


def slotted(cls: type[T]) -> type[T]:
    """The dataclass again, made with one slot for each field: smaller, and quicker to read in the replay."""
    names = [item.name for item in fields(cast(Any, cls))]
    left_out = (*names, "__dict__", "__weakref__")
    kept = {name: value for name, value in vars(cls).items() if name not in left_out}
    return cast("type[T]", type(cls.__name__, cls.__bases__, {**kept, "__slots__": tuple(names)}))
