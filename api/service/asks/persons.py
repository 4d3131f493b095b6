"""What is asked of devices and lowered policies besides the law (spec/LAW.md).

A device is named by its key: then that a key was never certified before is seen in one stream. And a policy
that two may lower is lower: or two could ask for a proof that nobody can give, and the school stood still.
"""

from collections.abc import Sequence

from domain.state.state import State
from domain.words.entry import Draft
from domain.words.fields import METHODS
from domain.words.refusal import Refusal
from domain.words.streams import device_of


def refuse_misnamed(drafts: Sequence[Draft]) -> None:
    """Raises Refusal DEVICE_MISNAMED."""
    for draft in drafts:
        if draft.type == "DeviceCertified" and draft.data["device"] != device_of(draft.data["public"]):
            raise Refusal(
                "DEVICE_MISNAMED", "S13", device=draft.data["device"], needed=device_of(draft.data["public"])
            )


def refuse_not_lower(state: State, drafts: Sequence[Draft]) -> None:
    """Raises Refusal NOT_LOWER unless the proposal lowers a proof, and raises none."""
    held = state.policy()
    for draft in drafts:
        if draft.type == "PolicyProposed":
            steps = [
                METHODS.index(asked) - METHODS.index(getattr(held, kind, METHODS[0]))
                for kind, asked in draft.data["proof"].items()
            ]
            if max(steps) > 0 or min(steps) == 0:
                raise Refusal("NOT_LOWER", "S57", proof=draft.data["proof"])
