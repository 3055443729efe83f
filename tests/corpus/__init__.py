"""Pages with what a person reads on them; README.md tells how they are written."""
