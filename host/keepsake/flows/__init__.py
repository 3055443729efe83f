"""One file per verb; each reads from top to bottom."""
