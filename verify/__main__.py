"""The command `socai-verify`: judge targets offline, or run test vectors."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from verify import anchors, text
from verify.compare import compare
from verify.files.sources import FileBlob, TooLarge, read_all
from verify.holding import Holding
from verify.names import check_names
from verify.proof.note import NoteError
from verify.proof.policy import MAX_POLICY, KeyRange, Policy, PolicyError, log_key, parse_policy
from verify.report import Report
from verify.targets import Loader, Tick
from verify.vectors.running import run
from verify.vectors.whole import KINDS


def verify(
    targets: Sequence[str],
    against: Sequence[str] = (),
    keys: Sequence[str] = (),
    policy: str | None = None,
    tick: Tick | None = None,
) -> Report:
    """Judge `targets` by what comes from outside. All texts are paths, addresses or verifier keys."""
    report = Report()
    trusted = _policy(policy, keys, report)
    holdings: list[Holding] = []
    for outside, names in ((False, targets), (True, against)):
        loader = Loader(report, outside, tick)
        for name in names:
            holdings += loader.load(name)
    report.anchors += [anchors.of_evidence(holding) for holding in holdings if holding.outside]
    with report.fenced("names"):
        check_names(holdings, report)
    with report.fenced("compare"):
        compare(holdings, trusted, report)
    return report


def _policy(path: str | None, keys: Sequence[str], report: Report) -> Policy:
    policy = Policy()
    if path is not None:
        try:
            raw = read_all(FileBlob(Path(path)), MAX_POLICY)
            policy = parse_policy(raw)
            report.anchors.append(anchors.of_policy(path, raw, policy))
        except (OSError, TooLarge, PolicyError) as error:
            report.add("POLICY_MALFORMED", path, detail=str(error))
    for key in keys:
        try:
            policy.log_keys.append(KeyRange(log_key(key)))
            report.anchors.append(anchors.of_key(key))
        except (NoteError, PolicyError) as error:
            report.add("POLICY_MALFORMED", "--key", detail=str(error))
    return policy


def command_line() -> argparse.ArgumentParser:
    """What the program takes from its command line."""
    parser = argparse.ArgumentParser(
        prog="socai-verify",
        description="Kiểm tra sổ điểm không cần máy chủ. Verifies a school's records without its server.",
        epilog="socai-verify vectors FILE runs test vectors. Exit: 0 sound, 1 tampered, 2 anything else.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "target", nargs="+", metavar="TARGET", help="bag, export, lines, checkpoint, receipt, proof"
    )
    parser.add_argument("--policy", metavar="FILE", help="C2SP tlog-policy file")
    parser.add_argument(
        "--key", action="append", default=[], metavar="VKEY", help="a log key known from outside"
    )
    parser.add_argument("--against", action="append", default=[], metavar="CHECKPOINT|BAG|RECEIPT|URL")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lang", choices=text.languages(), default="vi")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # What a shell's `*` finds in a folder of the accused must not choose what is judged, or by what.
    own_words = [word for word in words if word.startswith("-")] + [w for w in words[:1] if w == "vectors"]
    disguised = [word for word in own_words if os.path.lexists(word)]
    if disguised:
        print(text.disguised(disguised), file=sys.stderr)
        return 2
    if words[:1] == ["vectors"]:
        return _run_vectors(words[1:])
    options = command_line().parse_args(words)
    tick = _progress if sys.stderr.isatty() and not options.json else None
    report = verify(options.target, options.against, options.key, options.policy, tick)
    if options.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print(text.render(report, options.lang))
    return report.exit_code()


def _progress(count: int) -> None:
    print(f"\r{count:,} ", end="", file=sys.stderr, flush=True)


def _run_vectors(files: Sequence[str]) -> int:
    if len(files) != 1:
        print("socai-verify vectors FILE", file=sys.stderr)
        return 2
    try:
        raw = Path(files[0]).read_bytes()
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    passed, failed = run(raw, KINDS)
    for name in failed:
        print(f"FAILED {name}")
    print(f"{passed} passed, {len(failed)} failed")
    if not passed and not failed:
        return 2  # no vector was run: that is no pass
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
