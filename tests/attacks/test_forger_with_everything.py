"""The forger with everything but a person's key: database, server, log key, all bags (A104–A112).

In a log whose policy asks signatures he writes, for each event type that people cause, the strongest forgery
of every kind that there is. Each is named with its code by the log's key as the only anchor; what is not, is
listed at the end, with what shows it.
"""

from collections import Counter
from itertools import takewhile
from pathlib import Path

import pytest

from tests.attacks.forger import new_entries, old_signatures, unseen
from tests.attacks.forger.acts import TYPES, Act, act_of
from tests.attacks.forger.changes import changed, exchanged_texts
from tests.attacks.forger.forged import Forge
from tests.attacks.forger.judging import judge, note_of
from tests.vectors.law.signing import SEALED
from verify.text import render

SPEC = (Path(__file__).parents[2] / "spec/VERDICT.md").read_text("utf-8")
made: Counter[str] = Counter()
"""How many forgeries were judged in this process, by kind."""
every_type = pytest.mark.parametrize("kind", TYPES)

NEW = (
    new_entries.in_the_server_s_word,
    new_entries.without_a_signature,
    new_entries.signature_of_another_command,
    new_entries.key_of_ones_own,
    new_entries.key_of_another_person,
)
REGISTERED = (
    new_entries.key_registered_in_the_person_s_name,
    new_entries.first_key_in_the_person_s_name,
    new_entries.device_certified_in_the_person_s_name,
)
REPLAYED = (
    old_signatures.replayed,
    old_signatures.in_another_s_name,
    old_signatures.in_another_role,
    old_signatures.from_another_school,
    old_signatures.from_another_school_and_seen,
    old_signatures.kept_back,
    old_signatures.kept_for_earlier,
    old_signatures.kept_back_with_another_time,
)
STRETCHED = (old_signatures.certificate_stretched, old_signatures.certificate_outlived)
TURNED = (old_signatures.put_before, old_signatures.entries_turned, old_signatures.a_part_of_it)
LOWERED = (new_entries.under_a_lower_policy, new_entries.under_a_policy_that_two_lowered)
REWRITTEN = (
    old_signatures.rewritten_before,
    old_signatures.rewritten_before_and_seen,
    old_signatures.cut_before,
)


def require_named(act: Act, *forges: Forge) -> None:
    """Tampered, by exactly what is foreseen of it, at its place."""
    for forge in forges:
        forged = forge(act)
        if forged is None:
            continue
        made[forge.__name__] += 1
        report = judge(forged.lines)
        codes = {each["code"] for each in report.findings}
        places = {each["pos"] for each in report.findings if each["code"] in forged.codes}
        what = (act.kind, forge.__name__, sorted(codes), places, forged.at)
        assert (report.verdict(), report.exit_code()) == ("tampered", 1), what
        assert forged.codes <= codes and forged.at in places, what
        assert forged.besides is None or codes <= forged.codes | forged.besides, what


def test_every_type_that_people_cause_is_forged_in_every_way() -> None:
    """No type of the table is left out, and no way that is written down here."""
    assert len(TYPES) >= 81
    told = {*NEW, *REGISTERED, *REPLAYED, *STRETCHED, *TURNED, *LOWERED, *REWRITTEN}
    makers = [
        each
        for module in (new_entries, old_signatures)
        for name, each in vars(module).items()
        if getattr(each, "__module__", "") == module.__name__ and not name.startswith("_")
    ]
    assert told == {each for each in makers if "act" in each.__annotations__}


@every_type
def test_a104_a_new_entry_in_a_person_s_name(kind: str) -> None:
    """On the server's word, unsigned, with a signature made for something else, with another key."""
    require_named(act_of(kind), *NEW)


@every_type
def test_a105_a_key_or_a_browser_registered_in_a_person_s_name(kind: str) -> None:
    """What it signs holds; that the person, or whoever confirmed it, did not register it, is named there."""
    require_named(act_of(kind), *REGISTERED)


@every_type
def test_a106_a_signed_entry_replayed(kind: str) -> None:
    """Again, in another's name or role, in another school, earlier or later than it was signed."""
    require_named(act_of(kind), *REPLAYED)


@every_type
def test_a107_a_signed_entry_changed(kind: str) -> None:
    """Each of its fields, and the cell, pupil, class or person that its stream names."""
    act = act_of(kind)
    for name, pos, lines in changed(act):
        made["changed"] += 1
        report = judge(lines)
        found = {each["code"] for each in report.findings}
        assert report.verdict() == "tampered", (kind, name)
        # The stream of a device is bound to its key by the envelope already.
        assert found & {"SIGNATURE_WRONG", "ENVELOPE_WRONG"}, (kind, name, pos, found)


@every_type
def test_a108_a_certificate_stretched_or_outlived(kind: str) -> None:
    """The browser's twelve hours are what the passkey signed."""
    require_named(act_of(kind), *STRETCHED)


@every_type
def test_a109_signed_entries_in_another_order(kind: str) -> None:
    """Before what their signer had seen, turned within the command, without its end."""
    require_named(act_of(kind), *TURNED)


@every_type
def test_a110_a_lower_policy_written(kind: str) -> None:
    """In the head's name, or by the road for two in the names of two."""
    require_named(act_of(kind), *LOWERED)


@every_type
def test_a111_history_rewritten_before_a_person_s_signature(kind: str) -> None:
    """Each signature names a line: nobody changes what stands before it, signed or not."""
    require_named(act_of(kind), *REWRITTEN)


def spec_table() -> dict[str, tuple[str, str]]:
    """VERDICT 6: what is held -> verdict on a changed line, and on a log that was registered anew."""
    lines = SPEC[SPEC.index("| held by the reader |") :].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in takewhile(bool, lines)]
    return {held: (changes, anew) for held, changes, anew in rows}


@every_type
def test_a112_all_registered_anew_is_named_by_a_head_of_after_the_registrations(kind: str) -> None:
    """By the log's key alone it passes, and the report says what signatures rest on: VERDICT 6, each cell."""
    act = act_of(kind)
    made["registered anew"] += 1
    honest, anew = act.done().lines, unseen.registered_anew(act)
    (_, _, bent), *_ = changed(act)
    for name, notes in unseen.held_by_the_reader(act).items():
        keyed = not notes
        found = tuple(judge(lines, notes, keyed=keyed).verdict() for lines in (bent, anew))
        assert found == spec_table()[name], (kind, name)
        assert judge(honest, notes, keyed=keyed).verdict() in ("sound", "incomplete"), (kind, name)
    assert "the keys in their name (KeyRegistered) are theirs" in render(judge(anew), "en")


@every_type
def test_a112_what_no_signature_shows(kind: str) -> None:
    """The end cut off: whatever is newer. A text exchanged: whoever opens it. The server's words: nothing."""
    act = act_of(kind)
    cut, words, texts = unseen.cut_off(act), unseen.other_words_of_the_server(act), exchanged_texts(act)
    made["cut off"] += 1
    assert judge(cut).verdict() == "sound"
    report = judge(cut, [note_of(act.done().lines)])
    codes = {each["code"] for each in report.findings}
    # A head of after a rotation is signed by a key that the cut log does not name.
    assert codes == {"LOG_SHRANK"} or (kind == "KeyRotated" and "CHECKPOINT_UNKNOWN_KEY" in codes)
    made["other words of the server"] += 1
    assert judge(words).verdict() == "sound"
    if texts is not None:
        made["texts exchanged"] += 1
        assert {each for _, each, _ in act.drafts} & SEALED.keys()
        assert judge(texts).verdict() == "sound"


def test_the_count_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Of what was judged in this process; all of it where the whole file was run."""
    with capsys.disabled():
        told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(made.items()))
        print(f"\n{sum(made.values())} forgeries of {len(TYPES)} types: {told}")
    assert not made or sum(made.values()) > 0
