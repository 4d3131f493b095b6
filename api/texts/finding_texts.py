"""What each code of `socai fsck` means, in Vietnamese, from `finding_texts.json`.

null: the same as the verifier says of it (spec/codes.json). The others speak to the operator of the database.
"""

import json
from pathlib import Path

from api.texts.spec_texts import SAID

TEXTS: dict[str, str] = {
    code: text or SAID[code]
    for code, text in json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")).items()
}
