"""The model file that ships with the package."""
