"""Stage 2: a Document's text in; its language, sentences and quotations out."""

from dragoman.segment.language import identify_language
from dragoman.segment.quotes import find_quotes
from dragoman.segment.sentences import split_sentences

__all__ = ["find_quotes", "identify_language", "split_sentences"]
