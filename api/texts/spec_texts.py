"""What the verifier says of each code, in Vietnamese (spec/codes.json): the one source where we say the same.

A refusal speaks to who writes and says what to do now; a finding speaks to an inspector of what is written.
So most codes that both have are told in two ways on purpose.
"""

import json

from domain.words.spec_file import spec_file

SAID: dict[str, str] = {code: row["vi"] for code, row in json.loads(spec_file("codes.json", "api")).items()}
