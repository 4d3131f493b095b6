"""The verdict in words, Vietnamese or English."""

from typing import Any

from verify.codes import table
from verify.report import Report

_WORDS = {
    "vi": {
        "error": "LỖI", "warning": "LƯU Ý", "pos": "dòng", "class": "lớp", "pupil": "học sinh",
        "subject": "môn", "semester": "học kỳ", "column": "cột", "dossier": "hồ sơ", "file": "tệp",
        "evidence": "đối chiếu với", "old": "trước", "new": "nay", "empty": "trống",
        "tampered": "ĐÃ BỊ SỬA ĐỔI", "sound": "NGUYÊN VẸN",
        "incomplete": "CHƯA KIỂM TRA HẾT",
        "not_compared": "TỰ NHẤT QUÁN, CHƯA ĐỐI CHIẾU với bằng chứng bên ngoài",
        "verdict": "Kết luận",
        "coverage": "Đã kiểm tra {entries_verified}/{entries} dòng, {files_verified}/{files} tệp "
                    "({percent} %); {entries_anchored} dòng được đối chiếu với bên ngoài.",
        "key_alone": "Chỉ đối chiếu với khóa công khai: kẻ trộm được khóa ký vẫn qua được. "
                     "Hãy thêm gói, phiếu chốt hoặc biên nhận mà người ngoài giữ (--against).",
        "no_line": "Không dòng nào của sổ được đọc: chữ ký và các phiếu khớp nhau chưa nói gì về từng điểm.",
    },
    "en": {
        "error": "ERROR", "warning": "NOTE", "pos": "line", "class": "class", "pupil": "pupil",
        "subject": "subject", "semester": "semester", "column": "column", "dossier": "dossier",
        "file": "file",
        "evidence": "compared with", "old": "was", "new": "now", "empty": "empty",
        "tampered": "TAMPERED WITH", "sound": "SOUND",
        "incomplete": "INCOMPLETE", "not_compared": "CONSISTENT WITH ITSELF, COMPARED WITH NOTHING",
        "verdict": "Verdict",
        "coverage": "Verified {entries_verified} of {entries} lines, {files_verified} of {files} files "
                    "({percent} %); {entries_anchored} lines were compared with the outside.",
        "key_alone": "Compared with a public key alone: a thief of the signing key would pass. "
                     "Add a bag, checkpoint or receipt that others hold (--against).",
        "no_line": "No line of the log was read: signatures and heads that agree say nothing of any mark.",
    },
}  # fmt: skip
_PLACES = ("pos", "class", "pupil", "subject", "semester", "column", "dossier", "file", "evidence")


def languages() -> tuple[str, ...]:
    """The languages that there are texts in."""
    return tuple(_WORDS)


def render(report: Report, lang: str) -> str:
    """One line a finding, then the verdict, what was covered, and what a sound verdict rests on."""
    words = _WORDS[lang]
    lines = [_finding(finding, lang) for finding in report.findings]
    lines.append(f"{words['verdict']}: {words[report.verdict()]}")
    lines.append(words["coverage"].format(**report.coverage.to_json()))
    if report.verdict() == "sound" and report.key_alone:
        lines.append(words["key_alone"])
    if report.verdict() == "sound" and not report.coverage.entries:
        lines.append(words["no_line"])
    return "\n".join(lines)


def _finding(finding: dict[str, Any], lang: str) -> str:
    words = _WORDS[lang]
    code = finding["code"]
    text = getattr(table()[code], lang)
    places = [_place(name, finding, words) for name in _PLACES if finding.get(name) is not None]
    parts = [f"{words[finding['severity']]} {code} [{finding['source']}] {text}", ", ".join(places)]
    if finding["old"] is not None or finding["new"] is not None:
        old, new = (_value(finding[name], finding, words, lang) for name in ("old", "new"))
        parts.append(f"{words['old']}: {old} → {words['new']}: {new}")
    if finding.get("detail") is not None:
        parts.append(f"({finding['detail']})")
    return _printable(" ".join(part for part in parts if part))


def _place(name: str, finding: dict[str, Any], words: dict[str, str]) -> str:
    known = f" ({finding['name']})" if name == "pupil" and finding.get("name") else ""
    return f"{words[name]} {finding[name]}{known}"


def _value(value: Any, finding: dict[str, Any], words: dict[str, str], lang: str) -> str:
    if value is None:
        return words["empty"]
    if isinstance(value, int) and finding["column"] is not None:
        return f"{value // 10}{',' if lang == 'vi' else '.'}{value % 10}"
    return str(value)


def _printable(text: str) -> str:
    """Names and reasons come from the target: control and direction marks are shown, not obeyed (A38)."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
