"""Predictions against published runs: reading, predicting, summarising."""
