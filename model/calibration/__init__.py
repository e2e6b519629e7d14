"""Fitting the coefficients of the step model on published runs."""
