"""schemathesis with all its checks, as three roles: the served product does what the contract says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo.people import CLERK, HEAD
from tests.served.product import Product

ROLES = {"head": HEAD.person, "teacher": "gv.vo-thanh-binh", "clerk": CLERK.person}
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("examples", "phases"),
    [(1, "fuzzing"), pytest.param(20, "examples,coverage,fuzzing,stateful", marks=pytest.mark.nightly)],
)
def test_no_check_of_the_contract_fails(
    product: Product, tmp_path: Path, role: str, examples: int, phases: str
) -> None:
    """Status codes, schemas, content types, headers, methods, missing and wrong tokens, 5xx: clean."""
    url = f"http://127.0.0.1:{product.port}/api/v1/openapi.json"
    token = product.tokens[ROLES[role]]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", url),
            *("--header", f"Authorization: Bearer {token}", "--checks", "all", "--phases", phases),
            *("--max-examples", str(examples), "--seed", "1", "--no-color", "--no-shrink"),
            *("--continue-on-failure", "--request-timeout", "60"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CONFIG.parent)},  # for its hooks
        check=False,
    )
    tested = re.search(r"(\d+) generated", done.stdout)
    print(role, tested[0] if tested else "")
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
