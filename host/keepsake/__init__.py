"""Keepsake keeps what is on a page before it is taken away, in a form that stands up."""

__version__ = "0.2.0"
