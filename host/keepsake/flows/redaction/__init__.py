"""Redacted working copies: made, made once more, and taken along in a bundle."""
