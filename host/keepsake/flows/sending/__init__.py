"""Sending a sealed copy to an organisation that invited the person. Source: FORMAT.md §13."""
