"""The verdict in words, Vietnamese or English."""

from __future__ import annotations

from typing import Any

from verify.codes import advice, table
from verify.report import Report

_WORDS = {
    "vi": {
        "error": "LỖI", "warning": "LƯU Ý", "note": "GHI CHÚ", "do": "VIỆC CẦN LÀM",
        "pos": "dòng", "class": "lớp",
        "pupil": "học sinh",
        "subject": "môn", "semester": "học kỳ", "column": "cột", "dossier": "hồ sơ", "file": "tệp",
        "evidence": "đối chiếu với", "old": "trước", "new": "nay", "empty": "trống",
        "tampered": "ĐÃ BỊ SỬA ĐỔI", "sound": "NGUYÊN VẸN",
        "incomplete": "CHƯA KIỂM TRA HẾT",
        "not_compared": "TỰ NHẤT QUÁN, CHƯA ĐỐI CHIẾU với bằng chứng bên ngoài",
        "verdict": "Kết luận",
        "coverage": "Đã kiểm tra {entries_verified}/{entries} dòng, {files_verified}/{files} tệp "
                    "({percent} %); {entries_anchored} dòng được đối chiếu với bên ngoài.",
        "signed": "Người tự ký {persons}/{people} mục do người gây ra; {server} mục còn lại chỉ do máy chủ "
                  "bảo đảm.",
        "class_signed": "[{source}] lớp {class}: người tự ký {persons}/{people} mục.",
        "own_keys": "Chữ ký chắc đến đâu là do việc đăng ký khóa: hỏi từng người xem các khóa ghi dưới tên "
                    "mình (KeyRegistered) có đúng của mình không.",
        "key_alone": "Có dòng chỉ đối chiếu với khóa công khai: kẻ trộm được khóa ký vẫn qua được. "
                     "Hãy thêm gói, phiếu chốt hoặc biên nhận mà người ngoài giữ (--against).",
        "no_line": "Không dòng nào của sổ được đọc: chữ ký và các phiếu khớp nhau chưa nói gì về từng điểm.",
        "in_names": "Ai giữ cả máy chủ lẫn khóa ký của sổ vẫn ghi được dưới tên người khác những mục mà "
                    "không ai tự ký; về các mục đó, kết luận này không nói ai đã bấm phím.",
        "anchors": "Căn cứ do người kiểm tra đưa vào:", "no_anchor": "không có",
        "key": "khóa của sổ", "policy": "tệp chính sách", "bag": "gói lưu trữ", "export": "bản xuất",
        "lines": "tệp các dòng", "checkpoint": "phiếu chốt", "receipt": "biên nhận", "proof": "chứng minh",
        "url": "địa chỉ", "unreadable": "không đọc được", "of": "của", "size": "cỡ", "leaf": "dòng",
        "named_key": "{source}: {anchored}/{entries} dòng có căn cứ bên ngoài; các dòng sau chỉ dựa vào "
                     "chữ ký của khóa ghi trong phần có căn cứ. Hãy lấy căn cứ mới hơn.",
        "nothing": "{source}: {anchored}/{entries} dòng có căn cứ bên ngoài; các dòng sau không dựa vào gì.",
    },
    "en": {
        "error": "ERROR", "warning": "WARNING", "note": "NOTE", "do": "WHAT TO DO",
        "pos": "line", "class": "class",
        "pupil": "pupil",
        "subject": "subject", "semester": "semester", "column": "column", "dossier": "dossier",
        "file": "file",
        "evidence": "compared with", "old": "was", "new": "now", "empty": "empty",
        "tampered": "TAMPERED WITH", "sound": "SOUND",
        "incomplete": "INCOMPLETE", "not_compared": "CONSISTENT WITH ITSELF, COMPARED WITH NOTHING",
        "verdict": "Verdict",
        "coverage": "Verified {entries_verified} of {entries} lines, {files_verified} of {files} files "
                    "({percent} %); {entries_anchored} lines were compared with the outside.",
        "signed": "Signed by persons: {persons} of {people} entries that people caused; for the other "
                  "{server} the server alone vouches.",
        "class_signed": "[{source}] class {class}: signed by persons: {persons} of {people}.",
        "own_keys": "A signature is worth what the registration of its key is: ask each person whether the "
                    "keys in their name (KeyRegistered) are theirs.",
        "key_alone": "Some lines rest on a public key alone: a thief of the signing key would pass. "
                     "Add a bag, checkpoint or receipt that others hold (--against).",
        "no_line": "No line of the log was read: signatures and heads that agree say nothing of any mark.",
        "in_names": "Whoever holds both the server and the log's key can still write in anybody's name what "
                    "nobody signed; of those entries this verdict does not say who pressed the keys.",
        "anchors": "Given from outside:", "no_anchor": "nothing",
        "key": "log key", "policy": "policy file", "bag": "bag", "export": "export",
        "lines": "file of lines", "checkpoint": "checkpoint", "receipt": "receipt", "proof": "proof",
        "url": "address", "unreadable": "unreadable", "of": "of", "size": "size", "leaf": "line",
        "named_key": "{source}: {anchored} of {entries} lines are known outside; the lines after them rest "
                     "on the signature of a key that is named in that part alone. Get newer evidence.",
        "nothing": "{source}: {anchored} of {entries} lines are known outside; the rest rests on nothing.",
    },
}  # fmt: skip
_NOTES = {
    "name_differs": {
        "vi": "Tên tệp hoặc thư mục này không phải tên gói, nên đã xét theo nội dung: đây là gói {id} của "
        "{origin}. Nếu bạn hoặc trình duyệt đã đổi tên thì không sao; nên đổi lại thành {name}.",
        "en": "The name of this file or folder is not the archive's, so it was judged by its content: it is "
        "the archive {id} of {origin}. If you or a browser renamed it, all is well; it had better be {name}.",
    },
    "policy_lowered": {
        "vi": "Ở dòng {pos}, {proposer} đề nghị và {person} quyết định hạ mức xác thực đòi hỏi ở người dùng. "
        "Việc này được phép, và luôn được nêu; hãy hỏi trường vì sao.",
        "en": "At line {pos} the proof that is asked of people was lowered: {proposer} proposed "
        "it, {person} decided. That is allowed, and told for ever; ask the school why.",
    },
    "archive_late": {
        "vi": "Đợt nhập điểm {window} đã hết lúc {end} mà sổ chưa ghi gói lưu trữ nào của đợt đó. Chậm "
        "lưu trữ không phải là sửa sổ; hãy nhắc trường lưu trữ, và xem lại ở lần kiểm tra sau.",
        "en": "The entry window {window} ended at {end}, and the log has no archive of it yet. Late is not "
        "tampered with: ask the school to archive it, and look again next time.",
    },
}
"""Of spec/CODES.md "Notes": they change neither the verdict nor the exit code."""
_PLACES = ("pos", "class", "pupil", "subject", "semester", "column", "dossier", "file", "evidence")


def languages() -> tuple[str, ...]:
    """The languages that there are texts in."""
    return tuple(_WORDS)


def render(report: Report, lang: str) -> str:
    """What came from outside, one line a finding, the verdict, what was covered and what it rests on."""
    words = _WORDS[lang]
    lines = [_printable(f"{words['anchors']} {line}") for line in _anchors(report, words)]
    lines += [_finding(finding, lang) for finding in report.findings]
    lines += _advice(report, lang)
    lines += [
        _printable(f"{words['note']} [{note['source']}] {_NOTES[note['note']][lang].format(**note)}")
        for note in report.notes
    ]
    lines.append(f"{words['verdict']}: {words[report.verdict()]}")
    lines.append(words["coverage"].format(**report.coverage.to_json()))
    lines += _signed(report, words)
    lines += [
        _printable(words[rest.rest].format(**vars(rest)))
        for rest in report.rests
        if rest.rest and rest.partly
    ]
    if report.verdict() == "sound":
        lines += [words["key_alone"]] if report.key_alone else []
        lines.append(words["in_names"] if report.coverage.entries else words["no_line"])
    return "\n".join(lines)


def _signed(report: Report, words: dict[str, str]) -> list[str]:
    """How much people signed themselves, of all and of each class of a bag."""
    signed = report.signed
    if not signed.people:
        return []
    said = [words["signed"].format(**signed._asdict(), people=signed.people)]
    if not signed.persons:
        return said
    for each in report.signed_classes:
        people = each["persons"] + each["server"]
        said.append(_printable(words["class_signed"].format(**each, people=people)))
    return [*said, words["own_keys"]]


def disguised(arguments: list[str]) -> str:
    """Why nothing is judged: a shell's `*` made options of the files of a folder."""
    named = _printable(" ".join(arguments))
    return (
        f"{named}: vừa giống tùy chọn vừa là tên một tệp trong thư mục này. Ghi tên tệp với ./ ở trước, "
        f"hoặc đổi tên tệp, rồi chạy lại.\n"
        f"{named}: looks like an option and is a file of this folder. Write ./ before names of files, "
        f"or rename the file, and run again."
    )


def _anchors(report: Report, words: dict[str, str]) -> list[str]:
    if not report.anchors:
        return [words["no_anchor"]]
    return [_anchor(anchor, words) for anchor in report.anchors]


def _anchor(anchor: dict[str, Any], words: dict[str, str]) -> str:
    """One piece from outside, by what it is and not by what its file is called."""
    parts = [words[anchor["kind"]], str(anchor.get("key") or anchor["source"])]
    if anchor.get("origin"):
        parts.append(f"{words['of']} {anchor['origin']}")
    if "size" in anchor:
        parts.append(f"{words['size']} {anchor['size']}")
    if "pos" in anchor:
        parts.append(f"{words['leaf']} {anchor['pos']}")
    if anchor["kind"] == "policy":
        keys = ", ".join(f"{item['vkey']} {item['from']}–{_end(item['to'])}" for item in anchor["keys"])
        parts += [
            f"SHA-256 {anchor['sha256']};",
            f"keys {keys or '-'};",
            f"quorum {anchor['quorum'] or '-'};",
        ]
        parts.append(f"genesis {', '.join(anchor['genesis']) or '-'}")
    return " ".join(parts)


def _end(size: int | None) -> str:
    return "" if size is None else str(size)


def _advice(report: Report, lang: str) -> list[str]:
    """What the reader should do, once for all findings that ask for the same."""
    asked: dict[str, dict[str, None]] = {}
    for finding in report.findings:
        asked.setdefault(advice(finding["code"], lang), {})[finding["code"]] = None
    return [f"{_WORDS[lang]['do']} ({', '.join(codes)}): {text}" for text, codes in asked.items()]


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
