"""The parts of a bundle, on their way out of a vault and back in. Source: FORMAT.md §6."""
