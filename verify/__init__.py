"""The offline verifier: stdlib only, written from `spec/` alone, shares no line with the ledger.

`python3 -m verify TARGET…` or the zipapp `socai-verify.pyz`. What it prints is specified in spec/FORMAT.md 7.
"""
