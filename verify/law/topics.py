"""The event types of all topics but that of rectifications, which is about acts of the others."""

from verify.law.books import close, marks, publishing, reviews
from verify.law.pupils import arrivals, attendance, exemptions, movements
from verify.law.results import approval, boards, promotion, summer, titles
from verify.law.righting import dossiers, witnesses
from verify.law.types import Type
from verify.law.unit import (
    accounts,
    archives,
    classes,
    founding,
    keys,
    oversight,
    policies,
    posts,
    progress,
    reads,
    staff,
    windows,
    years,
)

_TOPICS = (
    *(founding, policies, posts, accounts, keys, staff),
    *(years, classes, windows, archives, reads, oversight, progress),
    *(movements, arrivals, exemptions, attendance),
    *(marks, publishing, reviews, close),
    *(approval, boards, promotion, titles, summer),
    *(dossiers, witnesses),
)

ACTS: dict[str, Type] = {name: type_ for topic in _TOPICS for name, type_ in topic.TYPES.items()}
