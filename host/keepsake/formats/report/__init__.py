"""report.pdf: what it says, in words and rows, and how it is set."""
