"""The order of Vietnamese names, as class lists have it and as ICU's `vi` collation sorts each part."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

NameKey = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS)}
_LETTER_BASE = 0x200000  # beyond every code point: digits and other signs come before the letters, as in ICU
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; ngang has no mark
_QUALITIES = "\u0306\u0302\u031b"  # ă, â ê ô, ơ ư: another letter, not an accent


@lru_cache(maxsize=4096)  # the same pupils stand on every page of their class
def name_key(full_name: str) -> tuple[NameKey, NameKey]:
    """Sort key of a full name: tên first, then họ and đệm. A name of one word has only a tên.

    Field by field, because tones decide only between strings whose letters are all equal.
    """
    family, _, given = unicodedata.normalize("NFC", full_name).strip().rpartition(" ")
    return vietnamese_key(given), vietnamese_key(family)


def vietnamese_key(text: str) -> NameKey:
    """Sort key of a string: letters of the Vietnamese alphabet, then tones, then lower before upper case."""
    letters: list[int] = []
    tones: list[int] = []
    cases: list[int] = []
    for char in unicodedata.normalize("NFC", text):
        letters.append(_letter(char))
        tones.append(_tone(char))
        cases.append(char.isupper())
    return tuple(letters), tuple(tones), tuple(cases)


def _letter(char: str) -> int:
    base = _without(char, lambda mark: mark not in _QUALITIES).lower()
    rank = _RANK.get(base)
    return _LETTER_BASE + rank if rank is not None else ord(base[0])


def _tone(char: str) -> int:
    marks = [mark for mark in unicodedata.normalize("NFD", char) if mark in _TONES]
    return 1 + _TONES.index(marks[0]) if marks else 0


def _without(char: str, dropped: Callable[[str], bool]) -> str:
    """The character without those of its combining marks that are dropped; đ has none and stays."""
    parts = unicodedata.normalize("NFD", char)
    return unicodedata.normalize("NFC", parts[0] + "".join(mark for mark in parts[1:] if not dropped(mark)))
