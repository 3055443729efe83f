"""One file or folder per verb; each reads from top to bottom."""
