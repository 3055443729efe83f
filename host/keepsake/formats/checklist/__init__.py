"""What a court asks, row by row, and where each stands in a bundle."""
