"""What each code of `socai fsck` means, in Vietnamese, from `finding_texts.json`."""

import json
from pathlib import Path

TEXTS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
