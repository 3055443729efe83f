"""Files added by hand: their entry, and what was read of them. Source: FORMAT.md §11."""
