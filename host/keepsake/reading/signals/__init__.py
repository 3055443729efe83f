"""Signals: small functions that say how much a slot looks like something, 0 to 1.

Each takes a slot and the sheet it is of. None knows what its answer is for: that is in
`reading/weights.py`.
"""
