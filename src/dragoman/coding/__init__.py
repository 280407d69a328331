"""Stage 5: frames and what was resolved of them in, event records out."""
