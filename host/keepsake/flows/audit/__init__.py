"""Checking a vault or a bundle, step by step. Source: FORMAT.md §7."""
