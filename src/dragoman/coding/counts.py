"""Words that count people -> numbers: "at least 12", "puluhan ribu", "between 40 and 60", "two women and a child".

In: the words and the language. Out: a `Count` with a value or a range. Number words, multipliers and hedges are data
(data/languages/<code>/counts.json, read by `count_words`); a language without that file reads digits only.
"""

from __future__ import annotations

from typing import NamedTuple

from dragoman.coding.count_words import Token, lexicon_of, tokens
from dragoman.record import Count

FAR = 2  # words that may stand between the ends of a range: "between 40 people and about 60"


class Amount(NamedTuple):
    """A number of people, its bounds where it has any, the tokens it takes, and whether it's only about so many."""

    low: float | None
    high: float | None
    start: int
    end: int
    about: bool = False


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
    low = None if lows[0] is None else round(sum(n or 0 for n in lows))
    high = None if None in highs else round(sum(n or 0 for n in highs))
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
        partly = amount is not None and "partly" in words[amount.start].kinds
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
    found, at, hedge, later = None, start, "", False
    while at < len(words):
        kinds = words[at].kinds
        if kinds.keys() & {"and", "also", "including"} or (found and "dash" in kinds and not words[at].close):
            break
        for bound in ("least", "most"):
            if bound in kinds and not ("to" in kinds and found):
                hedge = hedge or bound
        later = later or "partly" in kinds
        if (found is None or later) and (amount := _amount(words, at, language)):
            if _people(words, amount):
                found = amount
            at = amount.end
            continue
        at += 1
    found = found or _noun(words, start, at)
    if found and hedge and (found.about or found.low == found.high):
        low, high = (found.low, None) if hedge == "least" else (None, found.low)
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
        while at < len(words) and not words[at].kinds:
            at += 1
        if at == len(words):
            return None
    first = _number(words, at, language, joins=not opened)
    if first is None:
        return None if opened else _vague(words, at)
    after, far = first.end, 0
    while opened and after < len(words) and not words[after].kinds and far < FAR:
        after, far = after + 1, far + 1
    if after < len(words):
        links = words[after].kinds.keys()
        near = bool(links & {"to", "dash"}) or (opened and "and" in links)
        begin = after + 1 if near else after
        while near and begin < len(words) and (not words[begin].kinds or "article" in words[begin].kinds):
            if begin - after > FAR:
                break
            begin += 1
        beside = begin == after == first.end and (
            words[after].close if lexicon_of(language).joined else "digits" not in links and "digits" not in kinds
        )
        if (near or beside) and (second := _number(words, begin, language)):
            lift = words[second.end - 1].kinds.get("lift", 1.0)
            if both := _ends(first, second, lift, beside):
                return both
    if opened and "to" in words[at - 1].kinds:
        return None
    if after == first.end and after < len(words) and "few_after" in words[after].kinds:  # 十几
        return Amount((first.low or 0) + 1, None, first.start, after + 1)
    return first


def _ends(first: Amount, second: Amount, lift: float, beside: bool) -> Amount | None:
    """Two numbers -> a range: "20 to 30 thousand" lifts both ends, 三四十 and 十五六 share their tens."""
    low, high = first.low or 0, second.low or 0
    if beside:
        if low < 10 and high >= 10:
            factor = 10 ** (len(str(round(high))) - 1)
            return Amount(low * factor, high, first.start, second.end) if (low + 1) * factor == high else None
        high += low - low % 10 if high < 10 <= low else 0
        return Amount(low, high, first.start, second.end) if high == low + 1 else None
    if low * lift < high and low < lift:
        low *= lift
    return Amount(low, high, first.start, second.end) if low < high else None


def _vague(words: list[Token], at: int) -> Amount | None:
    """ "Dozens", "ratusan", "several hundred" -> the least number that the words allow."""
    kinds = words[at].kinds
    if "singular" in kinds and at and "genitive" in words[at - 1].kinds:
        low = kinds["singular"]
        return Amount(low, low if low >= 1000 else None, at, at + 1, about=True)
    if not kinds.keys() & {"some", "round"}:
        return None
    about = "round" in kinds
    low, end = kinds["round" if about else "some"], at + 1
    while end < len(words):
        of = not words[end].kinds.keys() - {"between", "article"}  # "decenas de miles"
        step = end + (of and end + 1 < len(words) and "lift" in words[end + 1].kinds)
        if "lift" not in words[step].kinds:
            break
        low, end = low * words[step].kinds["lift"], step + 1
    return Amount(low, None, at, end, about)


def _number(words: list[Token], at: int, language: str, joins: bool = True) -> Amount | None:
    """The number that begins at this token, in digits or words: units add up, a multiplier lifts what stands before."""
    lexicon = lexicon_of(language)
    total, part, last, start, end = 0.0, None, 0.0, at, at
    while at < len(words):
        kinds = words[at].kinds
        if "digits" in kinds:
            if part is not None or (total and kinds["digits"] >= last):
                break
            part, last = kinds["digits"], 0.5
        elif "lift" in kinds and (part is not None or total or not kinds.keys() & {"some", "round"}):
            factor = kinds["lift"]
            if part is None and total and factor < last:
                part = 1.0
            if factor >= 1000 and part is None and total:
                total *= factor
            elif factor >= 1000:
                total = (total + (part or 1)) * factor if total < factor else total + (1 if part is None else part) * factor
                part = None
            else:  # "dua ratus lima puluh": the tens lift the five alone
                lower = (part or 0) % factor
                part = (part or 0) + (lower or 1) * factor - lower
            last = factor
        elif "number" in kinds:
            value = kinds["number"]
            if kinds.keys() & {"some", "round"} and part is None and not total:
                break
            if last and value >= (_step(last) if part is not None or total else value + 1):
                turned = lexicon.units_first and last < 10 and 20 <= value < 100
                teen = last < 10 and value == 10 and part is not None
                if not (turned or teen):
                    break
            part, last = (part or 0) + value, value
        elif "half" in kinds and (part is not None or total or _lifted(words, at)):
            if part is not None:
                part += 0.5 * (last if last >= 12 and last in (12, 100) else 1)
            elif total:
                total += 0.5 * last
                if _lifted(words, at) and words[at + 1].kinds.get("lift") == last:  # "مليون ونصف المليون"
                    at += 1
            else:
                part = 0.5
        elif _joins(words, at, last, part, lexicon.units_first) and joins and (part is not None or total):
            at += 1
            continue
        elif "article" in kinds and part is None and not total and _lifted(words, at):
            pass
        elif part == 0.5 and "article" in kinds:
            pass
        else:
            break
        at = end = at + 1
    if part is None and not total:
        return None
    value = total + (part or 0)
    return Amount(value, value, start, end)


def _step(last: float) -> float:
    """What a number word behind this one must be less than to add to it: 20 takes units, 100 what is below 100."""
    if last < 1:
        return 0
    step = 1
    while last >= step * 10 and last % (step * 10) == 0:
        step *= 10
    return step


def _joins(words: list[Token], at: int, last: float, part: float | None, units_first: bool) -> bool:
    """Whether an "and" or a hyphen here stands within a number: "two hundred and five", "خمسة وعشرون"."""
    kinds = words[at].kinds
    if not kinds.keys() & {"and", "dash"} or words[at].text in ",،、," or at + 1 >= len(words):
        return False
    behind = words[at + 1].kinds
    if "half" in behind:
        return True
    if "number" not in behind or last < 1:
        lifted = behind.get("lift", 0)
        return bool(lifted) and part is None and lifted < last and "some" not in behind
    value = behind["number"]
    return value < _step(last) or (units_first and last < 10 and 20 <= value < 100)


def _lifted(words: list[Token], at: int) -> bool:
    """Whether a multiplier follows: "a hundred", "half a dozen"."""
    behind = at + 1
    if behind < len(words) and "article" in words[behind].kinds:
        behind += 1
    return behind < len(words) and "lift" in words[behind].kinds
