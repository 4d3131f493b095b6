"""The core subjects: one of Toán, Ngữ văn and the foreign language must reach a rank (TT58 Đ13)."""

import unicodedata

CORE_NAMES = frozenset(
    {
        *("toán", "ngữ văn", "ngoại ngữ", "ngoại ngữ 1"),
        *("tiếng anh", "tiếng pháp", "tiếng nga", "tiếng trung quốc", "tiếng nhật", "tiếng hàn", "tiếng đức"),
    }
)
"""Names of the three subjects one of which must reach the rank (TT58 Đ13.1-3 in the wording of TT26)."""


def is_core(name: str) -> bool:
    """Whether a subject of that name is Toán, Ngữ văn or the (first) foreign language."""
    return unicodedata.normalize("NFC", name).strip().lower() in CORE_NAMES
