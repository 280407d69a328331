"""Shared by all tests: the pipeline with the packaged model, loaded once, and the example reports."""

from pathlib import Path

import pytest
from made_events import opened

from dragoman import Coder
from dragoman.read import read_documents

__all__ = ["coded", "coder", "examples", "opened"]
EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def coder():
    return Coder(threads=1)


@pytest.fixture(scope="session")
def examples():
    return [*read_documents([str(EXAMPLES)], on_error=lambda error: pytest.fail(str(error)))]


@pytest.fixture(scope="session")
def coded(coder, examples):
    return list(coder.read_many(examples))
