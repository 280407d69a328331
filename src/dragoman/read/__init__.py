"""Stage 1: files, folders and standard input in, Documents out."""

from dragoman.read.documents import read_documents
from dragoman.read.files import count_inputs

__all__ = ["count_inputs", "read_documents"]
