"""Age files as a stream, and the key of a recipient."""
