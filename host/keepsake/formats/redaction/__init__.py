"""Working copies of pictures and texts in which parts are gone. Source: FORMAT.md §10.6."""
