"""A model file is checked before it is used: every mismatch is one clear error."""

import hashlib
import json
import zipfile
from importlib.resources import files

import pytest

from dragoman.errors import ModelError
from dragoman.extract.model import Model

PACKAGED = str(files("dragoman.model").joinpath("dragoman.model"))


def remade(tmp_path, change):
    """The packaged model with its manifest or parts changed by `change(manifest, parts)`."""
    with zipfile.ZipFile(PACKAGED) as bundle:
        parts = {n: bundle.read(n) for n in bundle.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(manifest, parts)
    path = tmp_path / "other.model"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("manifest.json", json.dumps(manifest))
        for name, data in parts.items():
            bundle.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m, p: m.update(codebook="other-1"), "other-1"),
        (lambda m, p: m.update(format=99), "format 99"),
        (lambda m, p: m["labels"].update(types=["X"]), "types"),
        (lambda m, p: p.update({"tokenizer.json": b"{}"}), "tokenizer.json"),
        (lambda m, p: p.pop("frames.onnx"), "frames.onnx"),
    ],
    ids=["codebook", "format", "labels", "another tokenizer", "a part missing"],
)
def test_a_mismatch_is_refused(tmp_path, change, says):
    with pytest.raises(ModelError, match=says):
        Model(remade(tmp_path, change))


def test_no_such_file_and_no_model_file(tmp_path):
    with pytest.raises(ModelError, match="no such model file"):
        Model(tmp_path / "none.model")
    (tmp_path / "text.model").write_text("hello")
    with pytest.raises(ModelError, match="not a Dragoman model file"):
        Model(tmp_path / "text.model")


def test_the_packaged_model_is_small_and_named(coder):
    import os

    assert os.path.getsize(PACKAGED) < 60e6
    assert coder.model.version.startswith("dragoman-")
    with zipfile.ZipFile(PACKAGED) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        assert manifest["parts"]["encoder.onnx"] == hashlib.sha256(bundle.read("encoder.onnx")).hexdigest()


REFERENCE = {
    "Ukraine accused Russia on Monday of shelling Kharkiv.": ("ACCUSE", "UKR"),
    "Russia denied the accusation.": ("REJECT", "RUS"),
    "The United States imposed sanctions on Iran.": ("SANCTION", "USA"),
    "Thousands of protesters marched in Jakarta against the government.": ("PROTEST", "IDN"),
    "Pemerintah Ukraina menuduh Moskow menembaki Kharkiv.": ("ACCUSE", "UKR"),
}


@pytest.mark.parametrize("text", REFERENCE)
def test_a_reference_text_is_coded_as_recorded(coder, text):
    """Guards against a model, tokenizer or decoder that no longer fit together: the plainest of events are found."""
    found = {(e.event_type, e.actors[0].country if e.actors else "") for e in coder.code(text, published="2022-05-04")}
    assert REFERENCE[text] in found
