"""What was claimed about Trainium, Graviton and Inferentia, and whether it holds today."""
