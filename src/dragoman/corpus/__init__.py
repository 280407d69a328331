"""Annotated reports: their format, and what makes a corpus fit to train on (`dragoman corpus check`)."""
