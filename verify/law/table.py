"""Every event type that the verifier knows, from the files of the topics; another one is `UNKNOWN_TYPE`."""

from verify.law.books import close, marks, publishing, reviews
from verify.law.pupils import arrivals, attendance, exemptions, movements
from verify.law.results import approval, boards, promotion, summer, titles
from verify.law.righting import dossiers, rectification, witnesses
from verify.law.types import Type
from verify.law.unit import (
    archives,
    classes,
    founding,
    oversight,
    posts,
    progress,
    reads,
    staff,
    windows,
    years,
)

_TOPICS = (
    *(founding, posts, staff, years, classes, windows, archives, reads, oversight, progress),
    *(movements, arrivals, exemptions, attendance),
    *(marks, publishing, reviews, close),
    *(approval, boards, promotion, titles, summer),
    *(dossiers, witnesses, rectification),
)

TYPES: dict[str, Type] = {name: type_ for topic in _TOPICS for name, type_ in topic.TYPES.items()}
