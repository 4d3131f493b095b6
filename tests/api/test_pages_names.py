"""Class lists stand in the order of a Vietnamese class list, whatever the machine's locale."""

import random
import unicodedata

import psycopg
import pytest

from api.pages.parts.name_order import name_key, vietnamese_key

ORDERED = ["An", "Àn", "Ản", "Ãn", "Án", "Ạn", "Ăn", "Ân", "Dan", "Dũng", "Đan", "Đạt", "Oanh", "Ôn", "Ơn"]
ORDERED += ["Uyên", "Ước"]


def test_given_names_follow_the_vietnamese_alphabet_and_its_tones() -> None:
    """The 17 names checked with ICU come out in that order from any order."""
    shuffled = ORDERED[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=name_key) == ORDERED


def test_code_point_order_is_not_used() -> None:
    """Đ stands after D and before E, although its code point is beyond Z."""
    assert sorted(["Đạt", "Giang", "Dũng", "Em"], key=name_key) == ["Dũng", "Đạt", "Em", "Giang"]


def test_the_given_name_decides_before_the_family_name() -> None:
    """A list sorts by tên; họ and đệm decide only between equal ones."""
    names = ["Nguyễn Văn Bình", "Trần Thị An", "Lê Văn An", "Lê Thị An"]
    assert sorted(names, key=name_key) == ["Lê Thị An", "Lê Văn An", "Trần Thị An", "Nguyễn Văn Bình"]


def test_a_tone_in_the_family_name_never_outweighs_a_letter() -> None:
    """Hà An and Ha An differ by a tone only; Hạ before Hân, because a stands before â."""
    assert sorted(["Hân An", "Hạ An", "Ha An", "Hà An"], key=name_key) == [
        "Ha An",
        "Hà An",
        "Hạ An",
        "Hân An",
    ]


def test_names_of_one_word_or_with_an_initial_are_names() -> None:
    """Names of Kon Tum such as Y Blin and A Thiên need no three parts."""
    assert sorted(["Y Blin", "A Thiên", "Blin", "A Blin"], key=name_key) == [
        "Blin",
        "A Blin",
        "Y Blin",
        "A Thiên",
    ]


def test_a_decomposed_name_sorts_like_the_composed_one() -> None:
    """NFD input, as some keyboards give, has the same key."""
    for name in ORDERED:
        assert name_key(unicodedata.normalize("NFD", name)) == name_key(name)


def test_the_order_is_that_of_the_database_s_icu_collation(admin_dsn: str) -> None:
    """Over random syllables the pure Python order equals `COLLATE "vi-x-icu"` of a real server."""
    randomness = random.Random(20201115)
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    words = list(dict.fromkeys(_word(randomness, letters) for _ in range(2000)))
    with psycopg.connect(admin_dsn) as connection:
        if not connection.execute("SELECT 1 FROM pg_collation WHERE collname = 'vi-x-icu'").fetchone():
            pytest.skip("this PostgreSQL was built without ICU")
        rows = connection.execute(
            'SELECT word FROM unnest(%s::text[]) AS word ORDER BY word COLLATE "vi-x-icu"', (words,)
        ).fetchall()
    assert sorted(words, key=vietnamese_key) == [word for (word,) in rows]


def _word(randomness: random.Random, letters: str) -> str:
    word = "".join(randomness.choices(letters + " ", k=randomness.randint(1, 4))).strip() or "an"
    return word.capitalize() if randomness.random() < 0.5 else word
