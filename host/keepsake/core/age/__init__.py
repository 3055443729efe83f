"""Sealed files, which are age files: opened, begun and sealed in chunks. Source: C2SP age."""
