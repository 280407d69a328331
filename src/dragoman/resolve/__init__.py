"""Stage 4: spans in; who, where, when and who says so out."""
