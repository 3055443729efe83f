"""Handing captures over: what goes in, its papers, and the folder that is written."""
