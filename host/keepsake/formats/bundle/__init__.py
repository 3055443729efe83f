"""What a bundle is made of: payload, bag, container, signature, checks. Source: FORMAT.md §6."""
