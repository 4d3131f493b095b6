"""`python -m bench KIND [--json] [--n N]`, KIND one of append, verify, asof, proofs, rebuild, http, growth,
signatures, signed_saves, signin: one measurement, in a place of its own."""

import argparse
import importlib
import json
from typing import Any

from bench.figures import teller

KINDS = (
    "append",
    "verify",
    "asof",
    "proofs",
    "rebuild",
    "http",
    "growth",
    "signatures",
    "signed_saves",
    "signin",
)


def main() -> None:
    """Measures, and prints a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--n",
        type=int,
        help="classes for append, requests a client for http, keys for signatures, sign-ins a person for"
        " signin, entries for the others",
    )
    asked = parser.parse_args()
    if asked.n is not None and asked.n < 1:
        parser.error("--n must be at least 1")
    say = teller(asked.json)
    figures = importlib.import_module(f"bench.{asked.kind}").run(asked.n, say)
    say("")
    print(json.dumps(figures) if asked.json else table(figures))


def table(figures: dict[str, Any], indent: str = "") -> str:
    """One figure a line."""
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += [f"{indent}{name}", table(value, f"{indent}  ")]
        else:
            rows.append(f"{indent}{name:<28} {value}")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
