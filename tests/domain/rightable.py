"""What may be put right, as the topics' rows say it."""

from domain.acts.topics import RIGHTING

RECTIFIABLE = {name: how.fields for name, how in RIGHTING.items() if how.fields is not None}
"""Type -> the fields that a rectification may give another value (LAW 49)."""
WITHDRAWABLE = frozenset(name for name, how in RIGHTING.items() if how.withdrawable)
"""Types that one hand takes back (LAW 48)."""
