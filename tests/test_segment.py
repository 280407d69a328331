"""Language and sentences: given this text, this language and these sentences, with exact offsets."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman.segment
from dragoman.segment import identify_language, split_sentences
from dragoman.segment.rules import segment_rules
from dragoman.segment.sentences import LONGEST
from dragoman.segment.speech_rules import quote_rules

LANGUAGES = sorted(
    path.name for path in (Path(dragoman.segment.__file__).parents[1] / "data" / "languages").iterdir() if path.is_dir()
)


def split(text: str, language: str | None = "en") -> list[str]:
    return [sentence.text for sentence in split_sentences(text, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_folder_holds_rules_that_can_be_read(language: str) -> None:
    assert segment_rules(language)
    rules = quote_rules(language)
    assert rules is not None
    assert rules.lexicon.by_first
    assert all(len(pair) == 2 for pair in rules.marks)


# One text a language: sentences that must come out whole, with the traps of that language inside.
SENTENCES = {
    "en": [
        "U.S. troops under Gen. Paul R. Hale left at 5 p.m. on Jan. 3.",
        "The bill, worth $2.5 million, failed.",
        '"Who sent you?" the guard asked.',
        '"We are leaving."',
        "He waited... and then went home.",
        "No. 10 said no.",
        "The rest is in Group B.",
        "Dr. Ann Lowe (see p. 4) agreed!",
        "They met on 15.12.2021 at www.example.org.",
    ],
    "id": [
        "Prof. Dr. Ir. H. Surya Adi, S.H., M.H. hadir pada tgl. 3 Mei.",
        "Harga naik Rp 2.500.000 per ton.",
        '"Mau ke mana?" tanya petugas.',
        "Ia tinggal di Jl. Melati No. 5 bersama istri dkk. sejak lama.",
        "Pada Rabu (15/12/2021) rapat ditunda.",
        "Toko itu ada di blok C.",
        "Namun, warga menolak.",
    ],
    "ms": ["Datuk Hj. Ahmad bin Ali hadir pada jam 5 petang.", "Syarikat Maju Sdn. Bhd. untung.", "Beliau diam."],
    "es": ["El Sr. Ruiz y la Dra. Paz viajan a EE. UU. el lunes.", "¿Quién manda?", "«No», dijo él.", "Pagan 2.500 euros."],
    "fr": ["M. Roy et Mme. Petit arrivent.", "« Pourquoi partir ? » demande-t-elle.", "« Assez ! »", "Il y a 2,5 % de hausse."],
    "pt": ["O Sr. Lima e a Dra. Reis chegam às 17h.", "A S.A. faliu etc. em maio.", "«Basta!»", "Custa R$ 2.500,00."],
    "de": [
        "Am 15. Dezember traf Dr. Weiß den 2. Vorsitzenden, z. B. in Köln.",
        "Er kam am 15.",
        "Der Rat schwieg.",
        "„Wer kommt?“, fragte er.",
        "Es kostet 2.500 Euro.",
    ],
    "ru": ["В 2014 г. по ул. Ленина шли А. С. Орлов и др. участники.", "«Кто там?» — спросил он.", "Цена 2,5 млн руб.", "Он ушел."],
    "uk": ["У 2014 р. на вул. Франка жив І. П. Коваль.", "«Хто там?» — спитав він.", "Ціна 2,5 млн грн.", "Він пішов."],
    "ar": ["وصل د. سامي إلى القاهرة.", "هل يعود؟", "قال: «لن نعود!»", "بلغ السعر 2.5 مليون."],
    "tr": ["2. Dünya Savaşı ve XVI. yüzyıl anlatıldı.", "Prof. Dr. Can geldi.", '"Kim o?" dedi.', "Toplantı 15.12.2021'de bitti."],
    "zh": ["他在北京。", "“谁来了？”一名记者问。", "他说：“我们走。”", "价格为2.5亿元！", "散会。"],
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_of_each_language_come_out_whole(language: str) -> None:
    wanted = SENTENCES[language]
    assert split(("" if language == "zh" else " ").join(wanted), language) == wanted


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("JAKARTA, KOMPAS.com — Rapat itu batal.", "id"),
        ("МОСКВА, 27 июня. Переговоры прошли.", "ru"),
        ("GENEVA (Reuters). Talks resumed.", "en"),
        ("LA PAZ. Hubo acuerdo.", "es"),
    ],
)
def test_dateline_stays_with_its_sentence(text: str, language: str) -> None:
    assert split(text, language) == [text]


def test_line_feeds_end_sentences_and_count_paragraphs() -> None:
    found = split_sentences("Talks fail in Oslo\n\nThe envoy left. Nobody spoke\r\nThe end", "en")
    assert [(s.text, s.index, s.paragraph) for s in found] == [
        ("Talks fail in Oslo", 0, 0),
        ("The envoy left.", 1, 1),
        ("Nobody spoke", 2, 1),
        ("The end", 3, 2),
    ]


def test_quotation_of_several_sentences_is_split_into_them() -> None:
    assert split('He said: "We came. We saw. We left." Then he left.') == [
        'He said: "We came.', "We saw.", 'We left."', "Then he left.",
    ]  # fmt: skip


def test_sentences_without_a_space_between_them() -> None:
    assert split("他来了！她走了。", "zh") == ["他来了！", "她走了。"]
    assert split("他来了!她走了?好", "zh") == ["他来了!", "她走了?", "好"]


def test_unknown_language_still_gets_sentences() -> None:
    assert split("Il dott. Neri parla. Poi esce.", None)[-1] == "Poi esce."
    assert split("Ο υπουργός μίλησε. Μετά έφυγε.", "el") == ["Ο υπουργός μίλησε.", "Μετά έφυγε."]
    assert split("यह पहला है। यह दूसरा है।", "hi") == ["यह पहला है।", "यह दूसरा है।"]


def test_endless_sentence_is_cut_after_a_clause() -> None:
    found = split_sentences("The list went on with more and more names, " * 100, "en")
    assert all(len(s.text) <= LONGEST for s in found)
    assert all(s.text.endswith(",") for s in found)


TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(list(".!?…。！？؟ \n\t\"'“”«»‘’()[]-—,;:aBcД١国")),
    ),
    max_size=300,
)


@given(TEXT, st.sampled_from([*SENTENCES, "it", None]))
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost_or_doubled(text: str, language: str | None) -> None:
    position = 0
    for number, sentence in enumerate(split_sentences(text, language)):
        assert sentence.index == number
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert 0 < len(sentence.text) <= LONGEST
        assert sentence.start >= position
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


@pytest.mark.parametrize("piece", [".", ". ", '."', "a", "a. ", '?" a ', "« ! » ", "(1) [2] "])
def test_time_is_linear_in_the_text(piece: str) -> None:
    start = time.process_time()
    split_sentences(piece * (1_000_000 // len(piece)), "fr")
    assert time.process_time() - start < 5


LANGUAGE_SAMPLES = {
    "id": "Pemerintah mengatakan bahwa polisi belum bisa masuk ke kota itu karena hujan.",
    "ms": "Kerajaan berkata polis belum boleh memasuki bandar itu kerana hujan lebat semalam.",
    "en": "The ministers met again on Friday.",
    "es": "Los ministros se reunieron de nuevo el viernes.",
    "fr": "Les ministres se sont de nouveau réunis vendredi.",
    "pt": "Os ministros voltaram a reunir-se na sexta-feira.",
    "de": "Die Minister trafen sich am Freitag erneut.",
    "ru": "Министры снова встретились в пятницу.",
    "uk": "Міністри знову зустрілися в п’ятницю.",
    "be": "Міністры зноў сустрэліся ў пятніцу, каб абмеркаваць дамову.",
    "bg": "Министрите се срещнаха отново в петък, за да обсъдят договора.",
    "ar": "اجتمع الوزراء مرة أخرى يوم الجمعة.",
    "fa": "وزیران روز جمعه دوباره دیدار کردند و درباره پیمان گفتگو کردند.",
    "tr": "Bakanlar cuma günü yeniden bir araya geldi.",
    "zh": "部长们星期五再次会面。",
    "ja": "閣僚たちは金曜日に再び会談した。",
    "ko": "장관들은 금요일에 다시 만났다.",
    "it": "I ministri si sono incontrati di nuovo venerdì.",
    "nl": "De ministers kwamen vrijdag opnieuw bijeen.",
    "pl": "Ministrowie spotkali się ponownie w piątek.",
    "cs": "Ministři se v pátek znovu sešli.",
    "sv": "Ministrarna möttes igen på fredagen.",
    "fi": "Ministerit tapasivat jälleen perjantaina.",
    "hu": "A miniszterek pénteken ismét találkoztak.",
    "ro": "Miniștrii s-au întâlnit din nou vineri.",
    "el": "Οι υπουργοί συναντήθηκαν ξανά την Παρασκευή.",
    "he": "השרים נפגשו שוב ביום שישי.",
    "hi": "मंत्री शुक्रवार को फिर मिले।",
    "th": "รัฐมนตรีพบกันอีกครั้งในวันศุกร์",
    "vi": "Các bộ trưởng gặp lại nhau vào thứ Sáu.",
    "sw": "Mawaziri walikutana tena siku ya Ijumaa.",
    "ka": "მინისტრები პარასკევს კვლავ შეხვდნენ.",
    "am": "ሚኒስትሮቹ ዓርብ ዕለት እንደገና ተገናኙ።",
}


@pytest.mark.parametrize("language", LANGUAGE_SAMPLES)
def test_language_of_one_sentence(language: str) -> None:
    assert identify_language(LANGUAGE_SAMPLES[language]) == language


def test_text_without_letters_has_no_language() -> None:
    assert identify_language("12/3 ... --") == "und"
    assert identify_language("") == "und"


def test_import_is_quick_and_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys; import dragoman.segment, dragoman.read; heavy = {'numpy', 'pyarrow', 'polars', 'trafilatura', "
        "'py3langid', 'dateparser', 'charset_normalizer', 'regex'} & set(sys.modules); print(sorted(heavy))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
