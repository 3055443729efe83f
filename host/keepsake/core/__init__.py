"""What is true without a disk, a clock or a network: formats, hashes, proofs and checks."""
