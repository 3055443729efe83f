"""The only writer of the person's data."""
