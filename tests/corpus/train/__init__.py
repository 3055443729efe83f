"""Pages that reading may be tuned to."""
