"""Which texts are taken in clear letters: nothing hidden, nothing that reads like something else.

A rule of the service alone (spec/LAW.md, "What the service asks besides"): sealed texts no verifier can read,
and logs written before it stay what they are. Scripts and look-alikes follow UTS 39, as far as a Vietnamese
school meets them; `spec/unicode.json` has refused controls, private use and unassigned characters before.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.words.characters import LONGEST_LOOKED_AT

_BEYOND_ASCII = map(chr, range(0x80, 0x110000))
_SPACES = {ord(char): " " for char in _BEYOND_ASCII if unicodedata.normalize("NFKC", char) == " "}
"""Those that are a space of another width; U+1680 is drawn as a stroke and is none."""
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
# Default_Ignorable_Code_Point beyond category Cf, and characters that are drawn as nothing.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U0001d159\U000e0100-\U000e01ef]"
)

# The Latin letters of Vietnamese, of the languages of Vietnam and of Europe; without those that pass for
# another (dotless i, eth, long s, ligatures).
_LETTER = (
    "A-Za-z\u00c0-\u00cf\u00d1-\u00d6\u00d8-\u00ef\u00f1-\u00f6\u00f8-\u0130\u0134-\u0137\u0139-\u013e"
    "\u0141-\u0148\u014a-\u017e\u0180\u0243\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b"
    "\u1e00-\u1e99\u1ea0-\u1ef9"
)
_LATIN = re.compile(f"[{_LETTER}ªº]")
_NAME = re.compile(f"(?:[{_LETTER}][\u0300-\u0331]{{0,2}}|[ -~]|[‘’“”–—°º·«»…№])*")
_NAMES_SOMETHING = re.compile(f"[{_LETTER}0-9]")

_SOUND = re.compile(r"/[^\W\d_]{1,20}/")
_OF_SOUNDS = re.compile("[\u0250-\u02af]")  # the block IPA Extensions

# What a comment may quote: languages of Vietnam and those taught. Written from the right: none.
_SCRIPTS = (
    *(
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "CJK",
        "IDEOGRAPHIC",
        "BOPOMOFO",
        "HIRAGANA",
        "KATAKANA",
        "KATAKANA-HIRAGANA",
    ),
    *("HANGUL", "THAI", "LAO", "KHMER", "CHAM", "TAI", "MICRO", "MODIFIER"),
)
_ALPHABETS = ("GREEK", "CYRILLIC")
_SYMBOLS = frozenset("ΓΔΘΛΞΠΣΦΨΩδεθλμξπφψω")
"""Greek letters beside Latin ones in units and formulas, none of which reads as a Latin letter."""
_ANGLE = re.compile("(?:sin|cos|tan|cot)[αβγ]")
_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορσυχϲϳϹАВЕЅІЈКМНОРСТУХҺԀԚԜӀаеѕіјорсухһԁԛԝӏѵ")
_FROM_THE_RIGHT = frozenset(("R", "AL", "AN"))
_FILLS = re.compile(r"\b(?:FILLER|BLANK)\b")
_COMPATIBLE = ("<wide>", "<narrow>", "<font>", "<circle>", "<square>", "<small>", "<compat>")


class Flaw(NamedTuple):
    """What is wrong with a text: the place of the character, its code point, and which rule it breaks."""

    at: int
    character: str
    rule: str


def tidied(text: str) -> str:
    """The text with every kind of space as the keyboard's: programs put others into what is pasted.

    As it is where that would cost much: a text of that length no field takes.
    """
    return text if text.isascii() or len(text) > LONGEST_LOOKED_AT else text.translate(_SPACES)


def flaw_of_text(text: str) -> Flaw | None:
    """The first flaw of a comment, a reason, a remark."""
    if text.isascii():
        return None
    flaw = _first(text, _hidden) or _first(text, _passes_for_another)
    return flaw or _strange_latin(text) or _word_that_reads_as_latin(text)


def flaw_of_name(text: str) -> Flaw | None:
    """The first flaw of what is looked up or printed as a name or number: Latin letters, digits, marks."""
    if not text.isascii() and (flaw := _first(text, _hidden)):
        return flaw
    match = _NAME.match(text)
    end = match.end() if match else 0
    if end < len(text):
        return Flaw(end, _point(text[end]), "other_script")
    return None if _NAMES_SOMETHING.search(text) else Flaw(0, _point(text[:1]), "no_letter")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What two codes or numbers have in common that a reader takes for one: case, width, spaces, dashes."""
    if text.isascii():
        return "".join(text.split()).lower()
    wide = "".join("-" if unicodedata.category(char) == "Pd" else char for char in text)
    plain = "".join(char for char in unicodedata.normalize("NFKC", wide) if not _hidden(char))
    return unicodedata.normalize("NFC", "".join(plain.split()).casefold())


def _first(text: str, holds: Callable[[str], str]) -> Flaw | None:
    found = ((at, char, holds(char)) for at, char in enumerate(text) if char > "~")
    return next((Flaw(at, _point(char), rule) for at, char, rule in found if rule), None)


def _hidden(char: str) -> str:
    blank = unicodedata.category(char) in _HIDDEN_CATEGORIES or _BLANK.match(char)
    return "hidden" if blank or _FILLS.search(unicodedata.name(char, "")) else ""


def _passes_for_another(char: str) -> str:
    kind = unicodedata.category(char)
    if unicodedata.bidirectional(char) in _FROM_THE_RIGHT:
        return "other_script"
    if kind[0] == "M":
        return "" if _combines_here(char) else "other_script"
    if kind[0] not in "LN":
        return ""
    if kind == "Nd":
        return "look_alike"
    if unicodedata.decomposition(char).startswith(_COMPATIBLE):
        plain = unicodedata.normalize("NFKC", char)
        return "look_alike" if any(each.isascii() and each.isalnum() for each in plain) else ""
    return "" if kind[0] == "N" or _script(char) in _SCRIPTS else "other_script"


def _combines_here(mark: str) -> bool:
    """Marks of Latin letters, without those that strike through; and of scripts that may be quoted."""
    return "\u0300" <= mark <= "\u0331" or _script(mark) in _SCRIPTS


def _strange_latin(text: str) -> Flaw | None:
    """A Latin letter of no language of ours passes for one that is; between slashes stand sounds (IPA)."""
    heard = [range(*match.span()) for match in _SOUND.finditer(text)]
    for at, char in enumerate(text):
        if char <= "~" or _script(char) != "LATIN" or _LATIN.match(unicodedata.normalize("NFD", char)):
            continue
        if not (_OF_SOUNDS.match(char) and any(at in each for each in heard)):
            return Flaw(at, _point(char), "look_alike")
    return None


def _word_that_reads_as_latin(text: str) -> Flaw | None:
    """A word of letters of two alphabets, or one of another alphabet that looks Latin from end to end."""
    for start, word in _words(text):
        other = [at for at, char in enumerate(word) if _script(char) in _ALPHABETS]
        if not other:
            continue
        latin = any(char.isalpha() and _script(char) == "LATIN" for char in word)
        if _ANGLE.fullmatch(word):
            continue
        strange = [at for at in other if word[at] in _LIKE_LATIN or (latin and word[at] not in _SYMBOLS)]
        symbol = len(word) == 1 and word.islower() and _script(word) == "GREEK"
        if not symbol and strange and (latin or len(strange) == len(word)):
            return Flaw(start + strange[0], _point(word[strange[0]]), "look_alike")
    return None


def _words(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[^\W\d_]+", text):
        yield match.start(), match[0]


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The script as the character's name begins with it."""
    return unicodedata.name(char, "").partition(" ")[0]


def _point(char: str) -> str:
    return f"U+{ord(char):04X}" if char else ""
