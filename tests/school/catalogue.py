"""Subjects and periods a year of general secondary education, as data; periods in tenths."""

from typing import NamedTuple

from domain.words.marks import SubjectKind


class CatalogueSubject(NamedTuple):
    """A subject as a programme knows it: `periods` by grade (tenths a year); `elective`: chosen (TT58 Đ9)."""

    subject: str
    name: str
    kind: SubjectKind
    periods: dict[int, int]
    elective: bool = False


def _all(periods: int, *grades: int) -> dict[int, int]:
    return dict.fromkeys(grades, periods * 10)


_THCS, _THPT = (6, 7, 8, 9), (10, 11, 12)

# Programme of 2006 (QĐ 16/2006), lower secondary: periods a week times 35.
GDPT2006: tuple[CatalogueSubject, ...] = (
    CatalogueSubject("toan", "Toán", "score", _all(140, *_THCS) | {10: 1050, 11: 1225, 12: 1225}),
    CatalogueSubject("van", "Ngữ văn", "score", _all(140, 6, 7, 8) | {9: 1750, 10: 1050, 11: 1225, 12: 1050}),
    CatalogueSubject("anh", "Ngoại ngữ", "score", _all(105, 6, 7, 8, *_THPT) | {9: 700}),
    CatalogueSubject("ly", "Vật lí", "score", _all(35, 6, 7, 8) | _all(70, 9, *_THPT)),
    CatalogueSubject("hoa", "Hóa học", "score", _all(70, 8, 9, *_THPT)),
    CatalogueSubject("sinh", "Sinh học", "score", _all(70, *_THCS) | {10: 350, 11: 525, 12: 525}),
    CatalogueSubject("su", "Lịch sử", "score", {6: 350, 7: 700, 8: 525, 9: 525, 10: 525, 11: 350, 12: 525}),
    CatalogueSubject("dia", "Địa lí", "score", {6: 350, 7: 700, 8: 525, 9: 525, 10: 525, 11: 350, 12: 525}),
    CatalogueSubject("gdcd", "GDCD", "score", _all(35, *_THCS, *_THPT)),
    CatalogueSubject("cn", "Công nghệ", "score", {6: 700, 7: 525, 8: 525, 9: 350, 10: 525, 11: 525, 12: 350}),
    CatalogueSubject("tin", "Tin học", "score", {10: 700, 11: 525, 12: 525}),
    CatalogueSubject("qpan", "GDQP-AN", "score", _all(35, *_THPT)),
    CatalogueSubject("nhac", "Âm nhạc", "comment", _all(35, 6, 7, 8) | {9: 175}),
    CatalogueSubject("mt", "Mĩ thuật", "comment", _all(35, 6, 7, 8) | {9: 175}),
    CatalogueSubject("td", "Thể dục", "comment", _all(70, *_THCS, *_THPT)),
)
"""Lớp 9 learns Âm nhạc and Mĩ thuật in one semester each, 18 periods (TT58 Đ6)."""

# Programme of 2018 (TT 32/2018, TT 13/2022): periods a year.
GDPT2018: tuple[CatalogueSubject, ...] = (
    CatalogueSubject("toan", "Toán", "score", _all(140, *_THCS) | _all(105, *_THPT)),
    CatalogueSubject("van", "Ngữ văn", "score", _all(140, *_THCS) | _all(105, *_THPT)),
    CatalogueSubject("anh", "Ngoại ngữ 1", "score", _all(105, *_THCS, *_THPT)),
    CatalogueSubject("gdcd", "GDCD", "score", _all(35, *_THCS)),
    CatalogueSubject("lsdl", "Lịch sử và Địa lí", "score", _all(105, *_THCS)),
    CatalogueSubject("khtn", "Khoa học tự nhiên", "score", _all(140, *_THCS)),
    CatalogueSubject("su", "Lịch sử", "score", _all(52, *_THPT)),
    CatalogueSubject("dia", "Địa lí", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("ktpl", "Giáo dục kinh tế và pháp luật", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("ly", "Vật lí", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("hoa", "Hóa học", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("sinh", "Sinh học", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("cn", "Công nghệ", "score", _all(35, 6, 7) | _all(52, 8, 9)),
    CatalogueSubject("cnpt", "Công nghệ", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("tin", "Tin học", "score", _all(35, *_THCS)),
    CatalogueSubject("tinpt", "Tin học", "score", _all(70, *_THPT), elective=True),
    CatalogueSubject("qpan", "GDQP-AN", "score", _all(35, *_THPT)),
    CatalogueSubject("gdtc", "Giáo dục thể chất", "comment", _all(70, *_THCS, *_THPT)),
    CatalogueSubject("nt", "Nghệ thuật", "comment", _all(70, *_THCS)),
    CatalogueSubject("nhac", "Âm nhạc", "comment", _all(70, *_THPT), elective=True),
    CatalogueSubject("mt", "Mĩ thuật", "comment", _all(70, *_THPT), elective=True),
    CatalogueSubject("gddp", "Nội dung giáo dục của địa phương", "comment", _all(35, *_THCS, *_THPT)),
    CatalogueSubject("hdtn", "HĐTN, hướng nghiệp", "comment", _all(105, *_THCS, *_THPT)),
)
"""Of the electives of upper secondary a pupil learns four."""
