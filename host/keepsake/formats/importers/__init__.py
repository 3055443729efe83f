"""Reads files that were added by hand: messages, pictures' own facts, archives. FORMAT.md §11."""
