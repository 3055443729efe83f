"""Custody: acts become entries of the log, and lists, forms and receipts are made from them."""
