"""Words that count people -> numbers: "at least 12", "puluhan ribu", "between 40 and 60", "two women and a child".

In: the words and the language. Out: a `Count` with a value or a range. Number words, multipliers and hedges are data
(data/languages/<code>/counts.json, read by `count_words`); `count_numbers` adds number words up. A language without
that file reads digits only.
"""

from __future__ import annotations

from dragoman.coding.count_numbers import Amount, number_at
from dragoman.coding.count_words import Token, lexicon_of, tokens
from dragoman.record import Count

FAR = 2  # words that may stand between the ends of a range: "between 40 people and about 60"
SEVERAL = 3  # what "several" and its like are at least


def read_count(text: str, language: str) -> Count | None:
    """Parse the words of a count; None where they hold no number.

    "puluhan ribu" (tens of thousands) gives low 20000 and no high; "hundreds" low 200; "at least 12" low 12. People
    listed side by side add up ("two women and a child" is 3), those said to be among others don't.
    """
    parts = _added(tokens(text, language), language)
    if not parts:
        return None
    lows = [a.low for a in parts]
    highs = [a.high for a in parts]
    high = None if None in highs else round(sum(n or 0 for n in highs))
    low = None if lows[0] is None and high is not None else round(sum(n or 0 for n in lows))
    if low is not None and low == high:
        return Count(text=text, value=low)
    return Count(text=text, low=low, high=high)


def _added(words: list[Token], language: str) -> list[Amount]:
    """The amounts whose sum the words give: one in every part of a list, up to a part that has none of its own."""
    amounts: list[Amount] = []
    parts_of: list[Amount] = []
    at, ended = 0, False
    while at < len(words) and not ended:
        end, amount = _part(words, at, language)
        inside = any("of_them" in t.kinds for t in words[at:end])
        partly = amount is not None and any("partly" in t.kinds for t in words[amount.start : amount.end + 1])
        if amounts and end > at and (inside or partly or amount is None):  # "three soldiers, two of them officers"
            break
        if amount is not None:
            (parts_of if partly else amounts).append(amount)
        ended = inside or bool(amounts and end < len(words) and words[end].kinds.keys() & {"including", "dash"})
        at = end + 1
    amounts = amounts or parts_of[:1]
    rest = amounts[1:]
    if len(rest) > 1 and sum(a.low or 0 for a in rest) == amounts[0].low:  # "five people, two men and three women"
        return amounts[:1]
    return amounts


def _part(words: list[Token], start: int, language: str) -> tuple[int, Amount | None]:
    """Where the part of a list that begins here ends, and its amount."""
    found, at, later = None, start, False
    bounds: list[str] = []
    while at < len(words):
        kinds = words[at].kinds
        if kinds.keys() & {"and", "also", "including"} or (found and "dash" in kinds and not words[at].close):
            break
        later = later or "partly" in kinds
        if (found is None or later) and (amount := _amount(words, at, language)):
            if _people(words, amount):
                if found:  # "en az biri polis üç kişi"
                    bounds = bounds[bounds.index("") + 1 :]
                bounds += [b for t in words[at : amount.end] for b in ("least",) if b in t.kinds] + [""]
                found = amount
            at = amount.end
            continue
        bounds += [b for b in ("least", "most") if b in kinds and not ("to" in kinds and found)]
        at += 1
    found = found or _noun(words, start, at)
    bound = next((b for b in bounds if b), "")
    if found and bound and (found.about or found.low == found.high):
        low, high = (found.low, None) if bound == "least" else (None, found.low)
        found = found._replace(low=low, high=high)
    return at, found


def _people(words: list[Token], amount: Amount) -> bool:
    """Whether it's people that the number counts: not years, not "a group"."""
    behind = words[amount.end : amount.end + 2]
    if behind and "dash" in behind[0].kinds:
        behind = behind[1:]
    return not (behind and behind[0].kinds.keys() & {"unit", "group"} and "one" not in behind[0].kinds)


def _noun(words: list[Token], start: int, end: int) -> Amount | None:
    """One (or two) by an article or by the form of a noun: "a soldier", "солдат", "جنديان"."""
    part = words[start:end]
    if any("group" in t.kinds for t in part):
        return None
    for n, token in enumerate(part):
        for kind, value in (("none", 0.0), ("two", 2.0), ("one", 1.0), ("article", 1.0)):
            if kind in token.kinds:
                return Amount(value, value, start + n, start + n + 1)
    return None


def _amount(words: list[Token], at: int, language: str) -> Amount | None:
    """The range, number or vague number that begins at this token."""
    kinds = words[at].kinds
    opened = "between" in kinds
    if opened:
        at += 1
        while at < len(words) and not words[at].kinds.keys() - {"article"}:  # "tussen de 40 en 60"
            at += 1
        if at == len(words):
            return None
    if turned := _turned(words, at):
        return turned
    first = number_at(words, at, language, joins=not opened)
    if first is None:
        return None if opened else _vague(words, at)
    return _range(words, first, language, opened) or _some_more(words, first)


def _some_more(words: list[Token], first: Amount) -> Amount:
    """A number and "some" behind it: 十几, eleven at least; 十几万."""
    end = first.end
    if end == len(words) or "few_after" not in words[end].kinds:
        return first
    lift = words[end + 1].kinds.get("lift") if end + 1 < len(words) else None
    return Amount(((first.low or 0) + 1) * (lift or 1), None, first.start, end + (2 if lift else 1))


def _range(words: list[Token], first: Amount, language: str, opened: bool) -> Amount | None:
    """The range whose lower end is this number: "40 to 60", "40 und 60" where "zwischen" opened it, "iki üç"."""
    joined = lexicon_of(language).joined
    after = first.end
    while (opened or joined) and after < len(words) and not words[after].kinds and after < first.end + FAR:
        after += 1
    if after == len(words):
        return None
    links = words[after].kinds.keys()
    near = bool(links & {"to", "dash"}) or (opened and "and" in links)
    begin = after + near
    while near and begin < len(words) and not words[begin].kinds.keys() - {"article", "to", "and", "least", "most"}:
        if begin > after + FAR:
            break
        begin += 1
    beside = not near and after == first.end
    if beside and joined:
        beside = words[after].close
        begin += words[after].text == "、"  # 二、三十人
    elif beside:
        beside = not (links | words[first.start].kinds.keys()) & {"digits"}
    second = number_at(words, begin, language) if near or beside else None
    if second is None:
        return None
    return _ends(first, second, words[second.end - 1].kinds.get("lift", 1.0), beside)


def _ends(first: Amount, second: Amount, lift: float, beside: bool) -> Amount | None:
    """Two numbers -> a range: "20 to 30 thousand" lifts both ends, 三四十 and 十五六 share their tens."""
    low, high = first.low or 0, second.low or 0
    if beside:
        if low < 10 and high >= 10:
            factor = 10 ** (len(str(round(high))) - 1)
            return Amount(low * factor, high, first.start, second.end) if (low + 1) * factor == high else None
        high += low - low % 10 if high < 10 <= low else 0
        return Amount(low, high, first.start, second.end) if high == low + 1 else None
    if lift == 1 and high % 1000 == 0 and low * 1000 < high < low * 3000:  # "40 to 50,000"
        lift = 1000
    if low < lift and low * lift < high:
        low *= lift
    return Amount(low, high, first.start, second.end) if low < high else None


def _vague(words: list[Token], at: int) -> Amount | None:
    """ "Dozens", "ratusan", "several hundred" -> the least number that the words allow."""
    kinds = words[at].kinds
    if not kinds.keys() & {"some", "round"}:
        return None
    about = "round" in kinds
    low, end = kinds["round" if about else "some"], at + 1
    if low == SEVERAL and end < len(words) and words[end].kinds.get("some", 0) > low:  # "plusieurs centaines"
        low, end = words[end].kinds["some"], end + 1
    while end < len(words):
        of = not words[end].kinds.keys() - {"between", "article"}  # "decenas de miles"
        step = end + (of and end + 1 < len(words) and "lift" in words[end + 1].kinds)
        if "lift" not in words[step].kinds:
            break
        low, end = low * words[step].kinds["lift"], step + 1
    if about and end + 1 < len(words) and "and" in words[end].kinds and "half" in words[end + 1].kinds:
        return Amount(low * 1.5, low * 1.5, at, end + 2)
    return Amount(low, None, at, end, about)


def _turned(words: list[Token], at: int) -> Amount | None:
    """About so many, with the number behind its noun: "тысяч пять", "сотні зо три"."""
    if "inverted" not in words[at].kinds or (at and "genitive" in words[at - 1].kinds):
        return None
    behind = at + 1 + (at + 1 < len(words) and not words[at + 1].kinds)
    number = words[behind].kinds.get("number") if behind < len(words) else None
    if not number or number > 20:
        return None
    value = number * words[at].kinds["lift"]
    return Amount(value, value, at, behind + 1)
