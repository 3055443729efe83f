"""The stitched picture: found, matched and painted from the tiles of a capture."""
