"""Stage 3: sentences in, event frames out."""
