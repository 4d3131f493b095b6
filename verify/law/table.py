"""Every event type that the verifier knows; another one is `UNKNOWN_TYPE`."""

from verify.law.righting import rectification
from verify.law.topics import ACTS
from verify.law.types import Type

TYPES: dict[str, Type] = {**ACTS, **rectification.TYPES}
