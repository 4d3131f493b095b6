"""What schemathesis must be told in Python: who shows many wrong tokens is slowed, which refuses, too."""

from schemathesis.specs.openapi import checks

checks.AUTH_REJECTION_STATUSES = checks.AUTH_REJECTION_STATUSES | {429}  # type: ignore[attr-defined]
