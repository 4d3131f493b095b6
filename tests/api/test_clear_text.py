"""What a text may hold, as properties over all of Unicode: nothing hidden and no look-alike gets through."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.texts.clear_text import flaw_of_name, flaw_of_text, folded, tidied

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵfjwz"
HIDDEN = sorted(
    {
        chr(code)
        for code in range(0x80, 0x110000)
        if unicodedata.category(chr(code)) in ("Cf", "Zl", "Zp", "Co")
    }
    | set(
        "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\ufe00\ufe0f\uffa0\ufffc\U000e0100\U000e01ef"
    )
)
NUMBERS_LIKE_OURS = [chr(code) for code in range(0x80, 0x110000) if unicodedata.category(chr(code)) == "Nd"]
LIKE_ASCII = [
    char
    for char in map(chr, range(0x80, 0x110000))
    if unicodedata.category(char)[0] == "L"
    and unicodedata.decomposition(char).startswith(("<wide>", "<font>", "<circle>", "<narrow>"))
    and unicodedata.normalize("NFKC", char).isascii()
]
FOREIGN_TWINS = "АВЕЅІЈКМНОРСТУХаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρЁӀԁՕօՏᎪᎳꓮꓠÐƉıſɑɡ"

words = st.text(VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)
sentences = st.lists(
    st.one_of(words, st.sampled_from(["8,5", "–", "“tốt”", "x²", "10 %", "α", "…"])), min_size=1
)


def put(text: str, at: int, char: str) -> str:
    at %= len(text) + 1
    return text[:at] + char + text[at:]


@given(names)
def test_no_honest_name_is_refused(name: str) -> None:
    """Every word of Vietnamese letters, in every case."""
    assert flaw_of_name(name) is None and flaw_of_text(name) is None


@given(sentences)
def test_no_honest_comment_is_refused(parts: list[str]) -> None:
    """With marks, numbers and the signs of the subjects."""
    assert flaw_of_text(" ".join(parts)) is None


@pytest.mark.parametrize(
    "text", ["H'Mông", "Kră̆n", "Y Ƀăn Ê̆nuôl", "K’Brế", "Trường THCS Lê Lợi – cơ sở 2", "12/QĐ-THCS", "Müller"]
)
def test_no_honest_name_of_a_minority_or_place_is_refused(text: str) -> None:
    """Latin letters of the languages of Vietnam and of Europe."""
    assert flaw_of_name(text) is None


@pytest.mark.parametrize(
    "text", ["đọc sai «Привет»", "10 kΩ", "ΔABC cân", "5 µm", "học tiếng 中文 tốt", "H₂O", "2πr"]
)
def test_no_quotation_of_another_script_is_refused(text: str) -> None:
    """A comment may quote what is taught; a name may not."""
    assert flaw_of_text(text) is None


@given(names, st.integers(0, 60), st.sampled_from(HIDDEN))
def test_nothing_hidden_gets_into_a_text(name: str, at: int, char: str) -> None:
    """Invisible, direction-turning, private: wherever it stands, in names and in comments."""
    text = put(name, at, char)
    assert flaw_of_name(text) == flaw_of_text(text)
    flaw = flaw_of_text(text)
    assert flaw is not None and flaw.rule == "hidden" and flaw.character == f"U+{ord(char):04X}"
    assert text[flaw.at] == char


@given(words.filter(lambda word: len(word) > 1), st.integers(0, 60), st.sampled_from(FOREIGN_TWINS))
def test_no_letter_of_another_alphabet_gets_into_a_word(word: str, at: int, char: str) -> None:
    """Cyrillic, Greek, Armenian, Cherokee, Lisu twins, and the Latin ones: dotless i, eth, long s."""
    text = put(word, at, char)
    assert flaw_of_name(text) is not None and flaw_of_text(text) is not None


@given(names, st.integers(0, 60), st.sampled_from(NUMBERS_LIKE_OURS + LIKE_ASCII))
def test_no_letter_or_digit_in_another_dress_gets_into_a_text(name: str, at: int, char: str) -> None:
    """Full width, bold, circled letters; digits of any other script."""
    text = put(name, at, char)
    assert flaw_of_name(text) is not None and flaw_of_text(text) is not None


@given(st.text(min_size=1, max_size=20))
def test_folding_ends_and_what_folds_alike_folds_alike_again(text: str) -> None:
    """Codes and numbers are compared by it: it says the same of its own result and of either case."""
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    "one, other",
    [
        ("2020／81", "2020/81"),
        ("6A", "6a"),
        ("２０２０/81", "2020/81"),
        ("12–3", "12-3"),
        ("2020/ 81", "2020/81"),
    ],
)
def test_no_number_differs_by_dress_alone(one: str, other: str) -> None:
    """Width, case, dashes, spaces."""
    assert folded(one) == folded(other)


@given(names, st.sampled_from("\u00a0\u2003\u202f\u3000"))
def test_no_space_of_a_word_processor_is_kept(name: str, space: str) -> None:
    """What is pasted holds them, and nobody sees which."""
    assert tidied(name.replace(" ", space)) == name


FROM_THE_RIGHT = [
    char for char in map(chr, range(0x80, 0x110000)) if unicodedata.bidirectional(char) in ("R", "AL", "AN")
]
DRAW_NOTHING = [
    char
    for char in map(chr, range(0x80, 0x110000))
    if unicodedata.category(char) == "Zs" or " FILLER" in unicodedata.name(char, "")
]
OF_NO_LANGUAGE_HERE = [*"ɪƖȷɩɑɡꭓꞮıʟᴀꜱɴʏƽƿɥꓲⱭꝸƨǃ"]


@given(names, st.integers(0, 60), st.sampled_from(FROM_THE_RIGHT))
def test_nothing_written_from_the_right_gets_into_a_text(name: str, at: int, char: str) -> None:
    """Letters, punctuation, signs and numbers: the marks around them are shown in another order."""
    text = put(name, at, char)
    assert flaw_of_name(text) is not None and flaw_of_text(text) is not None


@given(names, st.integers(0, 60), st.sampled_from(DRAW_NOTHING))
def test_no_blank_but_the_keyboards_is_kept(name: str, at: int, char: str) -> None:
    """It becomes the keyboard's, or is refused: spaces of another width, strokes, fillers."""
    text = tidied(put(name, at, char))
    assert char not in text or (flaw_of_name(text) is not None and flaw_of_text(text) is not None)


@given(names, st.integers(0, 60), st.sampled_from(OF_NO_LANGUAGE_HERE))
def test_no_latin_letter_of_no_language_here_gets_into_a_text(name: str, at: int, char: str) -> None:
    """Small capitals, dotless and phonetic letters: alone or in a word."""
    text = put(name, at, char)
    assert flaw_of_name(text) is not None and flaw_of_text(text) is not None
    assert flaw_of_text(char) is not None


@given(words, words, st.sampled_from("αγσντορ"))
def test_no_greek_letter_that_reads_as_latin_gets_into_a_word(before: str, after: str, char: str) -> None:
    """Alone it is a symbol."""
    assert flaw_of_text(before + char + after) is not None and flaw_of_text(f"góc {char}") is None


@pytest.mark.parametrize("char", ["\U00016fe4", "\u0338", "\u0336", "\u20dd", "\u0489"])
def test_no_mark_strikes_through_or_draws_nothing(char: str) -> None:
    """A digit struck through reads as another; a filler reads as none."""
    assert flaw_of_text(f"Sửa 8{char} điểm") is not None


@pytest.mark.parametrize("text", ["phát âm /ʃɪp/ sai", "sinα = 0,5", "góc α, β", "lực 5 kΩ", "ΔABC", "Kră̆n"])
def test_no_honest_sound_or_formula_is_refused(text: str) -> None:
    """Teachers of English write sounds between slashes, those of physics units."""
    assert flaw_of_text(text) is None
