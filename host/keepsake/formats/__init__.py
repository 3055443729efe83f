"""The forms in which something leaves a vault, one file each; they are handed what they write."""
