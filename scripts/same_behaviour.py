"""`python scripts/same_behaviour.py REV`: does this tree do, byte for byte, what the commit REV does?

Each tree shows itself by its own code: files of the spec, OpenAPI, permissions, codes and help texts, the
demo's story under fixed clock and entropy, the verdicts of its verifier on what REV made, and the answers,
pages and rows of the demo school and of the school years that REV's tests play.
Exit 0: all is equal, or different as `scripts/differs.txt` says. 1: something differs, and the first of each
kind is shown. 2: REV is no commit, or a tree cannot be played.
"""

import sys

from behaviour.compare import compare, read_said, report
from behaviour.trees import HERE, NotPlayed, shown


def main(words: list[str]) -> int:
    """Shows both trees, compares, and prints a line per kind; the exit code."""
    if len(words) != 1 or words[0].startswith("-"):
        sys.stderr.write(str(__doc__))
        return 2
    try:
        with shown(words[0]) as (theirs, ours):
            kinds = compare(theirs, ours, read_said(HERE / "scripts" / "differs.txt"))
    except NotPlayed as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(report(kinds, words[0]) + "\n")
    return 1 if any(kind.differing for kind in kinds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
