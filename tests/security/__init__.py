"""SECURITY.md point by point: each test holds one of them."""
