"""An export: every column of the database is compared with the line that it stands beside."""

import json

import pytest

NAMES = ("pos", "stream", "ver", "cmd", "i", "n", "person", "at", "leaf")


def rows(story) -> list[bytes]:
    return story.log.columns().splitlines(keepends=True)


def found(desk, story, **files: bytes):
    story.log.export(desk.folder / "tampered", **files)
    return desk.run("tampered").findings


def test_a_lawful_export_has_no_finding(desk, story):
    """Sound with the key, not compared without."""
    assert desk.run("export").verdict() == "not_compared"
    assert desk.run("export", keys=[story.log.signer.vkey]).verdict() == "sound"


def test_leaves_not_yet_in_tiles_may_be_empty(desk, story):
    """But only past the newest checkpoint, and then the tail is warned of."""
    story.log.export(
        desk.folder / "x", columns__csv=story.log.columns(20), checkpoint=story.log.checkpoint(20)
    )
    report = desk.run("x", keys=[story.log.signer.vkey])
    assert [(item["code"], item["pos"]) for item in report.findings] == [("TAIL_UNSIGNED", 20)]
    assert report.exit_code() == 2
    codes = {item["code"] for item in found(desk, story, columns__csv=story.log.columns(19))}
    assert codes == {"LEAF_MISMATCH"}


@pytest.mark.parametrize("column", range(1, 9))
def test_each_column_is_compared(desk, story, column):
    """A3: no column beside the line can be edited unseen, and the finding names column and line."""
    cells = rows(story)[7].decode().rstrip("\n").split(",")
    cells[column] = {"leaf": "A" * 43, "at": "2020-09-01T01:00:00.000001Z"}.get(NAMES[column], "7")
    raw = b"".join([*rows(story)[:7], ",".join(cells).encode() + b"\n", *rows(story)[8:]])
    [finding] = found(desk, story, columns__csv=raw)
    code = "LEAF_MISMATCH" if NAMES[column] == "leaf" else "COLUMN_MISMATCH"
    assert (finding["code"], finding["pos"], finding["field"]) == (code, 6, NAMES[column])


@pytest.mark.parametrize("row", [1, 7, -1])
def test_a_row_missing(desk, story, row):
    """A line that the index does not know is invisible to the school's pages."""
    lines = rows(story)
    del lines[row]
    pos = len(story.log.lines) - 1 if row == -1 else row - 1
    [finding] = found(desk, story, columns__csv=b"".join(lines))
    assert (finding["code"], finding["pos"]) == ("COLUMN_MISSING", pos)


def test_a_row_twice_and_a_row_for_nothing(desk, story):
    """A27: one row a line."""
    lines = rows(story)
    [finding] = found(desk, story, columns__csv=b"".join([*lines[:8], lines[7], *lines[8:]]))
    assert (finding["code"], finding["pos"]) == ("COLUMN_TWICE", 6)
    surplus = lines[-1].replace(b"27,", b"30,", 1)
    assert [item["code"] for item in found(desk, story, columns__csv=b"".join([*lines, surplus]))] == [
        "COLUMN_WITHOUT_ENTRY"
    ]


@pytest.mark.parametrize("raw", [b"", b"pos\n", b"x,y\n1,2\n", b"\xff\n"])
def test_columns_that_are_no_table(desk, story, raw):
    """Unreadable columns are a finding."""
    assert "COLUMNS_MALFORMED" in {item["code"] for item in found(desk, story, columns__csv=raw)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:9] + lines[10:], "POSITION_GAP"),
        (lambda lines: lines[1:], "POSITION_GAP"),
        (lambda lines: [*lines[:9], lines[8], *lines[9:]], "POSITION_TWICE"),
        (lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]], "POSITION_TWICE"),
        (lambda lines: [*lines[:8], lines[8] + b" ", *lines[9:]], "LINE_NOT_CANONICAL"),
        (lambda lines: [*lines[:8], b"", *lines[8:]], "LINE_NOT_CANONICAL"),
        (lambda lines: [*lines[:8], b"{}", *lines[9:]], "ENVELOPE_WRONG"),
        (lambda lines: [*lines[:8], b"x" * 70_000, *lines[9:]], "LINE_NOT_CANONICAL"),
        (lambda lines: [*lines[:8], lines[8].replace(b'"v":1', b'"v":2'), *lines[9:]], "UNKNOWN_TYPE"),
        (lambda lines: lines[:20], "LOG_SHRANK"),
        (lambda lines: [], "LOG_SHRANK"),
    ],
)
def test_lines_deleted_doubled_swapped_or_unreadable(desk, story, change, code):
    """A4-A7, A27, A55: holes, doubles, other order, other form, other version."""
    lines = change(story.log.lines)
    findings = found(desk, story, entries__jsonl=b"".join(line + b"\n" for line in lines))
    assert code in {item["code"] for item in findings}
    if lines and len(lines) > 20:
        assert "CHAIN_BROKEN" in {item["code"] for item in findings} or code == "UNKNOWN_TYPE"


def test_one_line_edited_with_triggers_off(desk, story):
    """A40: the stored leaf of the line names it, with its record, and the chain breaks behind it."""
    other = story.log.rewrite(story.gk, lambda e: e["data"].update({"value": 95}), rehash=False)
    findings = found(desk, story, entries__jsonl=other.jsonl())
    codes = {item["code"] for item in findings}
    assert {"LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH"} <= codes
    [edited] = [item for item in findings if item["code"] == "LEAF_MISMATCH"]
    record = {name: edited[name] for name in ("pos", "school", "class", "pupil", "subject", "column", "new")}
    assert record == {
        "pos": story.gk, "school": "demo", "class": "6A", "pupil": "hs01", "subject": "TOAN", "column": "gk",
        "new": 95,
    }  # fmt: skip


def test_the_last_line_is_ended(desk, story):
    """A cut-off last line is told apart from a whole one."""
    codes = {item["code"] for item in found(desk, story, entries__jsonl=story.log.jsonl()[:-1])}
    assert codes == {"LINE_UNENDED"}


def test_an_unknown_type_is_never_verified(desk, story):
    """A55: not an error by itself, but neither sound, and the coverage says it."""
    log = story.log
    new = type(log)(log.signer, lines=list(log.lines), versions=dict(log.versions), commands=90)
    at = json.loads(log.lines[-1])["at"]
    new.write(at, ("system", "system", 0), ("archive/all", "SomethingNew", {}))
    new.export(desk.folder / "new")
    report = desk.run("new", keys=[log.signer.vkey])
    assert [(item["code"], item["pos"]) for item in report.findings] == [("UNKNOWN_TYPE", 28)]
    assert report.verdict() == "incomplete"
    assert report.coverage.percent() < 100


def test_missing_files_are_said(desk, story):
    """No columns: not all was checked. No checkpoint: nothing was signed."""
    folder = story.log.export(desk.folder / "x")
    (folder / "columns.csv").unlink()
    assert desk.codes("x", keys=[story.log.signer.vkey]) == {"EXPORT_FILE_MISSING"}
    (folder / "checkpoint").unlink()
    assert desk.codes("x") == {"EXPORT_FILE_MISSING", "CHECKPOINT_UNSIGNED"}
    (folder / "notes.txt").write_bytes(b"?")
    assert "UNKNOWN_FILE" in desk.codes("x")


def test_a_checkpoint_of_another_school_or_of_nonsense(desk, story):
    """A52: a valid note of another log proves nothing here."""
    other = type(story.log)(story.log.signer, "62.socai/khac", list(story.log.lines))
    assert "ORIGIN_MISMATCH" in {i["code"] for i in found(desk, story, checkpoint=other.checkpoint())}
    assert "NOTE_MALFORMED" in {i["code"] for i in found(desk, story, checkpoint=b"x")}
    assert "ROOT_MISMATCH" in {
        i["code"]
        for i in found(desk, story, checkpoint=type(story.log)(lines=story.log.lines[::-1]).checkpoint())
    }
