"""Browsers on this computer: which are here, where they find the host, which said hello."""
