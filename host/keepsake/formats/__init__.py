"""The forms in which something leaves a vault, a file or folder each, from what they are handed."""
