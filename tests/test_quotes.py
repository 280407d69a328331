"""Quotations: given these words, who is quoted as saying what, and by which verb."""

from __future__ import annotations

import itertools
import json
import pathlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.record import Quote
from dragoman.segment import find_quotes, split_sentences


def quotes(text: str, language: str | None = "en") -> list[Quote]:
    return find_quotes("d", text, split_sentences(text, language), language)


def said(text: str, language: str | None = "en") -> list[tuple[str, str | None, str | None]]:
    """(words, speaker, cue) of each quotation."""
    return [
        (q.text, q.speaker.text if q.speaker else None, q.cue.text if q.cue else None) for q in quotes(text, language)
    ]


# language -> (report, words, speaker, cue); the same scene in twelve languages
DIRECT = {
    "en": ('"We will not sign this paper," minister Ana Lopes told reporters.', "We will not sign this paper,",
           "minister Ana Lopes", "told reporters"),
    "id": ('"Kami tidak akan menandatangani surat ini," kata Menteri Ana Lopes kepada wartawan.',
           "Kami tidak akan menandatangani surat ini,", "Menteri Ana Lopes", "kata"),
    "ms": ('"Kami tidak akan menandatangani surat ini," kata Menteri Ana Lopes kepada pemberita.',
           "Kami tidak akan menandatangani surat ini,", "Menteri Ana Lopes", "kata"),
    "es": ("«No firmaremos este papel de ningún modo», dijo la ministra Ana Lopes en Lima.",
           "No firmaremos este papel de ningún modo", "la ministra Ana Lopes", "dijo"),
    "fr": ("« Nous ne signerons pas ce papier », a déclaré la ministre Ana Lopes à Lima.",
           "Nous ne signerons pas ce papier", "la ministre Ana Lopes", "a déclaré"),
    "pt": ("«Não assinaremos este papel de modo nenhum», disse a ministra Ana Lopes em Lima.",
           "Não assinaremos este papel de modo nenhum", "a ministra Ana Lopes", "disse"),
    "de": ("„Wir werden dieses Papier nicht unterschreiben“, sagte Ministerin Ana Lopes in Lima.",
           "Wir werden dieses Papier nicht unterschreiben", "Ministerin Ana Lopes", "sagte"),
    "ru": ("«Мы не подпишем эту бумагу никогда», — сказала министр Ана Лопес в Лиме.",
           "Мы не подпишем эту бумагу никогда", "министр Ана Лопес", "сказала"),
    "uk": ("«Ми не підпишемо цей папір ніколи», — сказала міністр Ана Лопес у Лімі.",
           "Ми не підпишемо цей папір ніколи", "міністр Ана Лопес", "сказала"),
    "ar": ("وقالت الوزيرة آنا لوبيس: «لن نوقع هذه الورقة أبدا».", "لن نوقع هذه الورقة أبدا", "الوزيرة آنا لوبيس", "وقالت"),
    "tr": ('Bakan Ana Lopes, "Bu kâğıdı asla imzalamayacağız arkadaşlar" dedi.',
           "Bu kâğıdı asla imzalamayacağız arkadaşlar", "Bakan Ana Lopes", "dedi"),
    "zh": ("部长安娜·洛佩斯说:“我们绝不会签署这份文件。”", "我们绝不会签署这份文件。", "部长安娜·洛佩斯", "说"),
}  # fmt: skip

INDIRECT = {
    "en": ("Minister Ana Lopes said on Monday that the talks would go on.", "the talks would go on",
           "Minister Ana Lopes", "said"),
    "id": ("Menteri Ana Lopes mengatakan bahwa perundingan akan berlanjut.", "perundingan akan berlanjut",
           "Menteri Ana Lopes", "mengatakan"),
    "ms": ("Menteri Ana Lopes berkata bahawa rundingan akan diteruskan.", "rundingan akan diteruskan",
           "Menteri Ana Lopes", "berkata"),
    "es": ("La ministra Ana Lopes dijo que las negociaciones seguirán.", "las negociaciones seguirán",
           "La ministra Ana Lopes", "dijo"),
    "fr": ("La ministre Ana Lopes a déclaré que les discussions continueront.", "les discussions continueront",
           "La ministre Ana Lopes", "a déclaré"),
    "pt": ("A ministra Ana Lopes disse que as negociações vão continuar.", "as negociações vão continuar",
           "A ministra Ana Lopes", "disse"),
    "de": ("Ministerin Ana Lopes sagte, dass die Gespräche weitergehen.", "die Gespräche weitergehen",
           "Ministerin Ana Lopes", "sagte"),
    "ru": ("Министр Ана Лопес сказала, что переговоры будут продолжены.", "переговоры будут продолжены",
           "Министр Ана Лопес", "сказала"),
    "uk": ("Міністр Ана Лопес сказала, що перемовини будуть продовжені.", "перемовини будуть продовжені",
           "Міністр Ана Лопес", "сказала"),
    "ar": ("وقالت الوزيرة آنا لوبيس إن المفاوضات ستستمر في أبريل.", "المفاوضات ستستمر في أبريل", "الوزيرة آنا لوبيس",
           "وقالت"),
    "tr": ("Bakan Ana Lopes, görüşmelerin nisan ayında süreceğini söyledi.", "görüşmelerin nisan ayında süreceğini",
           "Bakan Ana Lopes", "söyledi"),
    "zh": ("部长安娜·洛佩斯表示,谈判将在四月继续。", "谈判将在四月继续", "部长安娜·洛佩斯", "表示"),
}  # fmt: skip

SOURCED = {
    "en": ("According to the ministry, three villages were empty.", "the ministry", "According to"),
    "id": ("Menurut kementerian, tiga desa sudah kosong.", "kementerian", "Menurut"),
    "ms": ("Menurut kementerian, tiga kampung sudah kosong.", "kementerian", "Menurut"),
    "es": ("Según el ministerio, tres aldeas estaban vacías.", "el ministerio", "Según"),
    "fr": ("Selon le ministère, trois villages étaient vides.", "le ministère", "Selon"),
    "pt": ("Segundo o ministério, três aldeias estavam vazias.", "o ministério", "Segundo"),
    "de": ("Laut dem Ministerium waren drei Dörfer leer.", "dem Ministerium", "Laut"),
    "ru": ("По данным министерства, три деревни были пусты.", "министерства", "По данным"),
    "uk": ("За даними міністерства, три села були порожні.", "міністерства", "За даними"),
    "ar": ("وبحسب الوزارة، كانت ثلاث قرى خالية.", "الوزارة", "وبحسب"),
    "tr": ("Bakanlığa göre üç köy tamamen boştu.", "Bakanlığa", "göre"),
    "zh": ("据外交部,三个村庄已经空无一人。", "外交部", "据"),
}  # fmt: skip


@pytest.mark.parametrize("language", DIRECT)
def test_direct_quotation_in_each_language(language: str) -> None:
    text, words, speaker, cue = DIRECT[language]
    assert said(text, language) == [(words, speaker, cue)]
    assert quotes(text, language)[0].direct


@pytest.mark.parametrize("language", INDIRECT)
def test_reported_speech_in_each_language(language: str) -> None:
    text, words, speaker, cue = INDIRECT[language]
    assert said(text, language) == [(words, speaker, cue)]
    assert not quotes(text, language)[0].direct


@pytest.mark.parametrize("language", SOURCED)
def test_named_source_in_each_language(language: str) -> None:
    text, speaker, cue = SOURCED[language]
    assert [found[1:] for found in said(text, language)] == [(speaker, cue)]


def test_clause_before_its_speaker() -> None:
    text = "The border will stay shut until May, a spokesman said on Monday."
    assert said(text) == [("The border will stay shut until May", "a spokesman", "said")]
    text = "Perbatasan tetap ditutup sampai Mei, ujar juru bicara Kremlin, Oleg Petrov."
    assert said(text, "id") == [("Perbatasan tetap ditutup sampai Mei", "juru bicara Kremlin, Oleg Petrov", "ujar")]


def test_apposition_and_relative_clause_stand_between_speaker_and_verb() -> None:
    assert said("Oleg Petrov, the foreign minister, said that the road was open.")[0][1] == (
        "Oleg Petrov, the foreign minister"
    )
    assert said("Oleg Petrov, who arrived on Monday, said that the road was open.")[0][1] == "Oleg Petrov"


def test_interrupted_quotation_has_one_speaker() -> None:
    text = '"We waited all night," said Mira Kos, "and nobody came to open the gate."'
    assert said(text) == [
        ("We waited all night,", "Mira Kos", "said"),
        ("and nobody came to open the gate.", "Mira Kos", "said"),
    ]


def test_quotation_of_several_sentences_comes_whole() -> None:
    text = 'Mira Kos said: "We waited all night. Nobody came. Now we go home."'
    [quote] = quotes(text)
    assert quote.text == "We waited all night. Nobody came. Now we go home."
    assert quote.sentence.text == 'Mira Kos said: "We waited all night.'


def test_next_quotation_of_the_paragraph_goes_on_with_its_speaker() -> None:
    text = (
        '"We waited all night," said Mira Kos. "Then the soldiers opened the gate for us."\n"Nobody told us anything."'
    )
    assert [found[1] for found in said(text)][:2] == ["Mira Kos", "Mira Kos"]


def test_quotation_that_goes_on_in_the_next_paragraph() -> None:
    text = "Mira Kos said: “We waited all night in the cold.\n“Then the soldiers opened the gate for us.”"
    assert [found[:2] for found in said(text)] == [
        ("We waited all night in the cold.", "Mira Kos"),
        ("Then the soldiers opened the gate for us.", "Mira Kos"),
    ]


def test_announced_quotation_in_a_paragraph_of_its_own() -> None:
    text = "Menteri Ana Lopes menjelaskan:\n“Kami sudah mengirim surat itu kemarin malam.”"
    assert said(text, "id") == [("Kami sudah mengirim surat itu kemarin malam.", "Menteri Ana Lopes", "menjelaskan")]


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("Minister Ana Lopes arrived late. “I had to cross the river twice,” she said.", "en", "said"),
        ("Menteri Ana Lopes datang terlambat. “Saya menyeberangi sungai dua kali,” ujarnya.", "id", "ujarnya"),
        ("Menteri Ana Lopes tiba lewat. “Saya menyeberangi sungai dua kali,” kata beliau.", "ms", "kata beliau"),
        (
            "La ministre Ana Lopes est arrivée. « J'ai traversé le fleuve deux fois », a-t-elle dit.",
            "fr",
            "a-t-elle dit",
        ),
    ],
)
def test_pronoun_stands_for_the_last_one_named(text: str, language: str, cue: str) -> None:
    [quote] = quotes(text, language)
    assert quote.speaker is not None
    assert quote.speaker.text.endswith("Ana Lopes")
    assert quote.cue is not None
    assert quote.cue.text == cue
    assert quote.speaker.why
    assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('The so-called "peace train" left the station at dawn.', "en"),
        ("The readers' and the farmers' unions met in the '90s.", "en"),
        ("Газета «Вечерний Омск» закрылась в мае.", "ru"),
        ('Warga menyaksikan film "Laskar Senja" di balai desa.', "id"),
        ("O filme «Mar Alto» estreou em Lisboa.", "pt"),
        ("L'affaire dite « des sacs bleus » revient.", "fr"),
        ("Ukrayna'nın ve Kars'ın yolları kapandı.", "tr"),
        ("The minister did not say that the road was open.", "en"),
        ("Dua lampu itu lebih terang dan jelas dari biasanya.", "id"),
        ("北约秘书长对此表示遗憾。", "zh"),
    ],
)
def test_names_distance_apostrophes_and_denials_are_no_quotations(text: str, language: str) -> None:
    assert said(text, language) == []


def test_a_few_words_are_quoted_when_a_verb_of_saying_stands_before_them() -> None:
    assert said('Beijing called the report "pure invention".') == [("pure invention", "Beijing", "called")]


def test_other_languages_get_full_sentences_between_marks_without_speakers() -> None:
    text = "„Nie podpiszemy tego dokumentu w tym roku.”"
    assert said(text, "pl") == [("Nie podpiszemy tego dokumentu w tym roku.", None, None)]


WORDS = st.lists(
    st.sampled_from(
        ['"', "“", "”", "'", "«", "»", "said", "told", "that", "according to", "he", "Ana Lopes", "the minister", ",",
         ".", ":", "\n", "and", "who", "left", "mengatakan", "bahwa", "说", "，", "。", "قال", "إن", "dedi", "göre"]
    ),
    max_size=40,
)  # fmt: skip


@given(WORDS, st.sampled_from([*DIRECT, "pl", None]))
@settings(max_examples=400, deadline=None)
def test_offsets_always_point_to_the_words(words: list[str], language: str | None) -> None:
    text = " ".join(words)
    found = quotes(text, language)
    assert found == quotes(text, language)
    for quote in found:
        for span in (quote, quote.sentence, quote.speaker, quote.cue):
            if span is not None:
                assert text[span.start : span.end] == span.text
                assert span.text
        assert quote.sentence.start <= quote.start < quote.sentence.end
    direct = [q for q in found if q.direct]
    assert all(a.end <= b.start for a, b in itertools.pairwise(direct))


@pytest.mark.parametrize("piece", ["“ a ", '"we go on and on," said ', "said, ", "according to ", "'a ", "a, "])
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    sentences = split_sentences(text, "en")
    start = time.process_time()
    find_quotes("d", text, sentences, "en")
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("ru", "«Мы готовы, — подчеркнул Олег Петров. — Вопрос в деньгах».", ["Мы готовы", "Вопрос в деньгах"]),
        ("uk", "«Ми готові, — наголосив Олег Петренко. — Питання в грошах».", ["Ми готові", "Питання в грошах"]),
        ("id", '"Kami siap," tegas Budi. "Tinggal soal dana."', ["Kami siap,", "Tinggal soal dana."]),
        (
            "es",
            '"Estamos listos", subrayó Pérez. "Es cuestión de dinero".',
            ["Estamos listos", "Es cuestión de dinero"],
        ),
        ("de", "„Wir sind bereit“, betonte Weber. „Es geht ums Geld.“", ["Wir sind bereit", "Es geht ums Geld."]),
    ],
)
def test_a_quotation_broken_by_the_verb_of_saying_is_two_parts_of_one_speaker(language, text, parts):
    found = said(text, language)
    assert [words for words, _, _ in found] == parts
    assert len({speaker for _, speaker, _ in found}) == 1 and found[0][1]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "Die Brücke öffnet im Mai, sagte Karl Weber am Montag in Berlin.", "Karl Weber"),
        ("en", "The bridge will open in May, said John Smith on Monday.", "John Smith"),
        ("de", "Laut Minister Karl Weber öffnet die Brücke im Mai.", "Minister Karl Weber"),
        ("de", "Weber zufolge wurde der Bericht spät unterschrieben.", "Weber"),
        ("ru", "Как утверждает депутат Иванов, акт подписали задним числом.", "депутат Иванов"),
        ("zh", "据部长王强介绍，大桥五月开放。", "部长王强"),
    ],
)
def test_a_speaker_ends_where_the_day_or_the_verb_begins(language, text, speaker):
    assert [who for _, who, _ in said(text, language)] == [speaker]


def test_a_bare_title_is_who_was_named_with_it():
    text = 'Governor Mary Jones came on Tuesday. "There is money in the budget," the governor said on Friday.'
    assert said(text) == [("There is money in the budget,", "Governor Mary Jones", "said")]
    other = 'Spokeswoman Mary Jones came on Tuesday. "There is money in the budget," a spokeswoman said on Friday.'
    assert said(other) == [("There is money in the budget,", "a spokeswoman", "said")]


# language -> [report, speaker of each quotation in order]; ⟦direct⟧ and ⟨indirect⟩ words are marked, "" is nobody named,
# and a report without marks holds no quotation
REPORTS = json.loads((pathlib.Path(__file__).parent / "quotes_languages.json").read_text(encoding="utf-8"))


def marked(report: str) -> tuple[str, list[tuple[int, int, bool]]]:
    """The words of a report, and (start, end, direct) of the quotations marked in it."""
    text, spans = "", []
    for char in report:
        if char in "⟦⟨":
            opened = len(text)
        elif char in "⟧⟩":
            spans.append((opened, len(text), char == "⟧"))
        else:
            text += char
    return text, spans


@pytest.mark.parametrize(
    ("language", "report", "speakers"), [(lang, row[0], row[1:]) for lang, rows in REPORTS.items() for row in rows]
)
def test_reports_of_each_language(language: str, report: str, speakers: list[str]) -> None:
    text, spans = marked(report)
    found = quotes(text, language)
    assert [quote.direct for quote in found] == [direct for _, _, direct in spans], [quote.text for quote in found]
    for quote, (start, end, _), speaker in zip(found, spans, speakers, strict=False):
        shared = min(end, quote.end) - max(start, quote.start)
        assert 2 * shared >= max(end, quote.end) - min(start, quote.start), quote.text
        words = quote.speaker.text if quote.speaker else ""
        assert speaker in words and bool(speaker) == bool(words)
        assert len(words.split()) <= len(speaker.split()) + 2
