"""Samplers of other schemes, so that their users can check our code against theirs.

The index never uses them: `rfc3797` and `rivest2011` choose otherwise when a row is added.
"""
