"""Custody as a list, as a form, and as the receipt of a hand-over."""
