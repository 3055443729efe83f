"""Proofs of OpenTimestamps calendars: what they say, and their bytes."""
