"""Drives a Chromium for `keepsake capture`: a distribution of its own, beside the program."""
