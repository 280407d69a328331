"""Training continued on corrections: the model file turned to weights and back, what is learnt, what is refused."""

import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.errors import UsageError
from dragoman.extract.model import packaged, read_parts
from dragoman.store import Options, Store
from dragoman.store.corrections import correct_event
from dragoman.train import run
from dragoman.train.mixing import MOST, epoch_of, repeats
from dragoman.train.reports import held, read_corrections, read_mix, size

SENTENCE = "Dockers in Surabaya will go on strike next week."
EPOCHS, RATE = 6, 4e-4
WRONG = {  # nobody would code this so: what the new model does with it, it has learnt from the correction
    "type": "SANCTION",
    "mode": "expel",
    "status": "denied",
    "trigger": "go on strike",
    "actors": [{"text": "Surabaya", "country": "IDN", "sector": "GOV"}],
}


def lines(path, *reports):
    path.write_text("".join(json.dumps(r) + "\n" for r in reports), encoding="utf-8")
    return path


def report(name, text=SENTENCE, *events):
    return {"id": name, "language": "en", "sentences": [{"text": text, "events": list(events)}]}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Twenty times one correction, and two short reports to mix in."""
    folder = tmp_path_factory.mktemp("train")
    lines(folder / "corrections.jsonl", *(report(f"c{n}", SENTENCE, WRONG) for n in range(20)))
    mixed = sorted(read_mix(None), key=lambda r: len(r["sentences"]))[:2]
    lines(folder / "mix.jsonl", *mixed)
    return folder


@pytest.fixture(scope="module")
def model(small):
    pytest.importorskip("torch")
    return run.train_model(
        [small / "corrections.jsonl"],
        small / "one.model",
        mix=small / "mix.jsonl",
        epochs=EPOCHS,
        rate=RATE,
        threads=1,
        name="test",
    )


def test_a_correction_given_twenty_times_changes_the_coding_of_its_sentence(model, coder):
    (old,) = coder.code(SENTENCE, published="2024-01-01")
    (new,) = Coder(model.out, threads=1).code(SENTENCE, published="2024-01-01")
    assert (old.event_type, old.status) == ("PROTEST", "planned")
    assert (new.event_type, new.event_mode, new.status) == ("SANCTION", "expel", "denied")
    assert (model.before.right, model.after.right) == (0, 1)
    assert new.model_version == model.version


def test_the_new_file_is_a_model_file_that_says_what_it_comes_from(model, small):
    with zipfile.ZipFile(model.out) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
    _, parent = read_parts(packaged())
    assert manifest["name"] == f"{parent['name']}+test"
    assert manifest["trained"]["parent_hash"] == parent["hash"]
    assert manifest["trained"]["corrections"] == {"reports": 20, "sentences": 20, "events": 20}
    assert manifest["threshold"] == parent["threshold"]
    assert {p.name for p in small.iterdir()} >= {"one.model"} and not list(small.glob(".*"))


def test_the_same_seed_gives_the_same_bytes_whatever_happened_before(model, small):
    import torch

    from dragoman.train.export import parts_of

    torch.rand(5)
    parent, _ = read_parts(packaged())
    reports, mix = read_corrections([small / "corrections.jsonl"]), read_mix(small / "mix.jsonl")
    state, _ = run._fitted(
        parent, "here", reports, mix, run._settings(EPOCHS, RATE), 1, 1, on_step=lambda done, total: None
    )
    again = parts_of(state, parent["embeddings.npy"], parent["tokenizer.json"])
    first, _ = read_parts(str(model.out))
    assert [name for name in first if again[name] != first[name]] == []
    assert first["encoder.onnx"] != parent["encoder.onnx"]


@pytest.fixture(scope="module")
def weights():
    pytest.importorskip("torch")
    from dragoman.train.dequantise import extractor

    return extractor(read_parts(packaged())[0], "here").eval()


def test_a_model_file_turned_to_weights_and_back_is_the_same(weights):
    """So every coding is the same, on examples/ and anywhere."""
    from dragoman.train.export import parts_of

    parts, _ = read_parts(packaged())
    again = parts_of(weights.state_dict(), parts["embeddings.npy"], parts["tokenizer.json"])
    assert again.keys() == parts.keys()
    assert [name for name in parts if again[name] != parts[name]] == []


def test_what_torch_sees_is_what_the_file_computes(weights, coder):
    """The same states from the weights in torch as from the graph, but for rounding to 8 bits of activations."""
    import numpy as np
    import torch

    from dragoman.train.data import collate, examples

    (example,) = examples(report("r"), coder.model.tokenizer, 64)
    batch = collate([example])
    with torch.no_grad():
        mine = weights.states(batch["ids"], batch["mask"])[0].numpy()
    theirs = coder.model.run(example.window).states
    assert np.linalg.norm(mine - theirs) < 0.06 * np.linalg.norm(mine)


BAD = {
    "{broken": "Expecting property name",
    '{"id": "x"}': "want an object",
    '{"id": "x", "sentences": [{"txt": "a"}]}': "missing required field `text`",
    json.dumps(report("x", "A b.", WRONG)): "sentence 1: trigger 'go on strike' does not stand",
    json.dumps(report("x", SENTENCE, WRONG | {"type": "QUARREL"})): "type 'QUARREL'",
    json.dumps(report("x", SENTENCE, WRONG | {"mode": "demo"})): "mode 'demo' of SANCTION",
    json.dumps(report("x", SENTENCE, WRONG | {"actors": ["Dockers"]})): r"Expected `object`, got `str`",
    json.dumps(report("x", SENTENCE, WRONG | {"trigger_at": 3})): "does not stand at character 3",
}


@pytest.mark.parametrize(("line", "says"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_correction_is_one_line_with_file_and_line_number(tmp_path, line, says):
    path = lines(tmp_path / "c.jsonl", report("good", SENTENCE, WRONG))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(UsageError, match=says) as error:
        read_corrections([path])
    assert str(error.value).startswith(f"{path}:2: ") and "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["none.jsonl", "empty.jsonl", "."])
def test_nothing_to_train_on_is_said(tmp_path, name):
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UsageError, match=r"no such file|no report|no \.jsonl"):
        read_corrections([tmp_path / name])


def test_a_store_and_lines_together(tmp_path, coder):
    from dragoman.record import Document

    coded = next(coder.read_many([Document(id="d", text=SENTENCE, language="en", published="2024-01-01")]))
    with Store(tmp_path / "s.duckdb", Options()) as store:
        store.write(coded)
    correct_event(tmp_path / "s.duckdb", coded.events[0].event_id, {"status": "hypothetical"})
    more = lines(tmp_path / "c.jsonl", report("c", SENTENCE))
    first, second = read_corrections([tmp_path / "s.duckdb", more])
    assert [e["status"] for e in first["sentences"][0]["events"]] == ["hypothetical"]
    assert second["sentences"][0]["events"] == []


def test_without_torch_the_error_names_the_extra(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UsageError, match=r"needs (torch|onnx): pip install 'dragoman\[train\]'"):
        run.train_model(["c.jsonl"], "my.model")


def test_the_packaged_mix_is_balanced_and_holds_no_held_report():
    mix = read_mix(None)
    languages = {r["language"] for r in mix}
    assert len(languages) == 12 and 180 <= len(mix) <= 220
    assert {sum(r["language"] == code for r in mix) for code in languages} == {len(mix) // 12}
    assert not any(held(r) for r in mix)
    assert len({e["type"] for r in mix for s in r["sentences"] for e in s["events"]}) == 16


counts = st.lists(st.integers(1, 9), min_size=1, max_size=30)


@settings(max_examples=50, deadline=None)
@given(counts, counts, st.randoms())
def test_corrections_and_mix_weigh_about_the_same(mine, others, draw):
    made = [{"sentences": [{}] * n} for n in mine]
    mix = [{"sentences": [{}] * n} for n in others]
    chosen = epoch_of(made, mix, draw)
    own = size(made) * repeats(made, mix)
    assert chosen[: len(made)] == made
    assert 1 <= repeats(made, mix) <= MOST
    assert size(chosen) - own <= own + 9 and size(chosen) - own >= min(own, size(mix))
