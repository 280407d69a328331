"""When: every expression of a text that denotes a calendar time, and the days it means.

In: a text, its language and its day of publication. Out: `Date`s in text order that never overlap; `text[start:end]`
is the expression without its preposition. What must stay true: one engine for all languages (words and rules are data,
see data/DATES.md), cost linear in the text, the same input gives the same output.
A date says in `why` which rule read it, what it was counted from and whether "since" or "until" stands before it: the
mention itself denotes its own days; `opened` gives the interval that the preposition makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from dragoman.errors import UsageError
from dragoman.record import Date
from dragoman.resolve.when_calendar import Interval
from dragoman.resolve.when_context import Context, Cues, Direction
from dragoman.resolve.when_days import Captures
from dragoman.resolve.when_grammar import Rule
from dragoman.resolve.when_lexicon import Lexicon, load
from dragoman.resolve.when_neighbours import (
    MONTHS,
    PLACED,
    YEARS,
    Match,
    apposed,
    backwards,
    hand_on_month,
    has,
    in_order,
    same_year,
    share_fields,
)
from dragoman.resolve.when_rules import OPERATIONS
from dragoman.resolve.when_tokens import Run, runs

# Words before an expression that say on which side it is open, or which tense it leans to where no verb says.
BOUND = ("since", "until", "before", "deadline")
LEANING: dict[str, Direction] = {
    "since": "past",
    "until": "future",
    "before": "future",
    "deadline": "future",
    "henceforth": "future",
}
SURE = ("since",)
BEHIND = {"sincepost": "since", "untilpost": "until", "beforepost": "before"}
SKIPPED = ("the", "in", "dayword", "yearword", "monthword", "numberday", "around", "about")
# A dateline stands within this many characters of the start (place, agency, date).
DATELINE = 90
# Only a date with its year says when a text was written; "eight days after" counts from another date.
FULL_YEAR = re.compile(r"\d{4}")
DATELINE_END = re.compile(r"\s*[\])]?\s*(?:[-–—:(]|\n|$)")


def find_dates(text: str, language: str, *, published: str | None) -> list[Date]:
    """Every expression that denotes a calendar time, in order.

    published: ISO day that relative expressions count from; without it those come out with precision "unknown".
    language: ISO 639-1; in one without rules of its own only dates all in figures are found.
    Raises UsageError for a `published` that is no ISO day.
    """
    lexicon = load(language)
    context = Context(text, lexicon, _cues(language), _iso_day(published))
    found: list[Date] = []
    for run in runs(text, lexicon):
        found.extend(_dates_of_run(run, context))
    return found


def date_of_span(dates: Sequence[Date], start: int, end: int) -> Date | None:
    """The date that shares most characters with a span, the earlier one when equal; None when none does."""
    best: tuple[int, Date] | None = None
    for one in dates:
        if one.start_char is None or one.end_char is None:
            continue
        shared = min(end, one.end_char) - max(start, one.start_char)
        if shared > 0 and (best is None or shared > best[0]):
            best = (shared, one)
    return best[1] if best else None


def opened(found: Date) -> Date:
    """The interval that "since" or "until" makes of a date: no end, or no start; other dates as they are."""
    notes = (found.why or "").split("; ")
    start, end = found.start, found.end
    if "since" in notes:
        end = None
    elif any(note in notes for note in BOUND[1:]):
        start = None
    else:
        return found
    return Date(
        start=start,
        end=end,
        precision="range",
        text=found.text,
        start_char=found.start_char,
        end_char=found.end_char,
        why=found.why,
    )


def infer_published(text: str, language: str) -> tuple[str | None, str]:
    """The likely day of publication and what it rests on: the dateline, else the latest full date of the text."""
    dates = find_dates(text, language, published=None)
    days = [one for one in dates if one.precision == "day" and one.start and FULL_YEAR.search(one.text or "")]
    for one in days:
        if one.end_char is not None and one.end_char <= DATELINE and DATELINE_END.match(text, one.end_char):
            return one.start, f"dateline {one.text!r}"
    if not days:
        return None, "no full date in the text"
    latest = max(days, key=lambda one: one.start or "")
    return latest.start, f"latest full date in the text, {latest.text!r}"


@cache
def _cues(language: str) -> Cues:
    return Cues.of(load(language))


def _iso_day(published: str | None) -> date | None:
    if published is None:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        raise UsageError(f"published is no ISO day: {published!r}; write it as 2021-12-15 or leave it out") from None


def _dates_of_run(run: Run, context: Context) -> list[Date]:
    """Matches rules from left to right, joins ranges, resolves."""
    matches = _matches(run, context.lexicon)
    found: list[Date] = []
    i = 0
    while i < len(matches):
        following = matches[i + 1] if i + 1 < len(matches) else None
        if following:
            hand_on_month(matches[i], following, run, context)
        joined = _range(matches[i], following, run, context) if following else None
        if joined:
            found.append(joined)
            i += 2
            continue
        one = None if apposed(matches, i, run) else _resolve(matches[i], run, context)
        if one:
            found.append(_date(one, matches[i], matches[i], run, context))
        i += 1
    return found


def _matches(run: Run, lexicon: Lexicon) -> list[Match]:
    """At each place the longest match, the earlier rule when equal; then on behind it."""
    matches: list[Match] = []
    place = 0
    while place < len(run.chars):
        best = _longest(run, place, lexicon)
        if best is None or best[1].end() == place:
            place += 1
            continue
        rule, match = best
        first, last = match.span("extent") if rule.has_extent else match.span()
        if first > place:  # what follows the preposition may be a longer expression without it
            longer = _longest(run, first, lexicon)
            if longer and longer[1].end() > match.end():
                place = first
                continue
        if rule.operation != "drop":
            matches.append(Match(rule, first, last, _captures(rule, match, run)))
        # of "3 and 17 May" only the first day is read; the second is read with the month by itself
        place = last if rule.operation == "shared_day" else match.end()
    return matches


def _longest(run: Run, place: int, lexicon: Lexicon) -> tuple[Rule, re.Match[str]] | None:
    best: tuple[Rule, re.Match[str]] | None = None
    for rule in lexicon.starting.get(run.chars[place], ()):
        match = rule.regex.match(run.chars, place)
        if match and (best is None or match.end() > best[1].end()):
            best = (rule, match)
    return best


def _captures(rule: Rule, match: re.Match[str], run: Run) -> Captures:
    caps: Captures = {}
    for group, categories in rule.groups:
        place = match.start(group)
        if place < 0:
            continue
        values = run.tokens[place].entry.values
        for category, called in categories:
            if category in values:
                caps.setdefault(called, []).append(values[category])
                if "complement" in values:  # "after" may open a clause, "later" may not
                    caps["complement"] = [True]
                break
    return caps


def _bound(match: Match, run: Run) -> str | None:
    """The word of time before an expression: since, until, before, deadline, or None."""
    place = match.first - 1
    while place >= 0:
        values = run.tokens[place].entry.values
        for name in (*BOUND, "henceforth"):
            if name in values:
                return name
        if values.keys().isdisjoint(SKIPPED):
            break
        place -= 1
    for place in (match.last, match.last + 1):  # languages that say it behind: "Kasım'a kadar", "以来"
        for category, name in BEHIND.items():
            if has(run, place, category):
                return name
        if not (has(run, place, "casesuf") or has(run, place, "fromsuf") or has(run, place, "tosuf")):
            break
    return None


def _resolve(match: Match, run: Run, context: Context) -> Interval | None:
    """The interval a match means; None where its words turn out to be no date."""
    bound = _bound(match, run)
    context.at(run.tokens[match.first].start, run.tokens[match.last - 1].end, LEANING.get(bound or ""), bound in SURE)
    try:
        interval = OPERATIONS[match.rule.operation](match.caps, context)
    except (ValueError, OverflowError):  # a date that the calendar does not have, or far outside its years
        return None
    if interval:
        if bound in BOUND:
            context.notes.append(str(bound))
        context.remember(interval)
        if any(key in match.caps for key in (*YEARS, "numdate")) and any(key in match.caps for key in MONTHS):
            context.tells(interval)
    return interval


def _range(left: Match, right: Match, run: Run, context: Context) -> Date | None:
    """Two neighbours ("from 3 May to 5 June 2014") joined by a word for "to", or by "and" beside "between"."""
    gap = run.chars[left.last : right.first]
    between = any(has(run, left.first - step, "between") for step in (1, 2)) or any(
        has(run, right.last + step, "betweenpost") for step in (0, 1)
    )
    gaps = context.lexicon.gaps
    pair = left.rule.operation == "shared_day"
    if not gap or not (gaps["to"].fullmatch(gap) or ((between or pair) and gaps["and"].fullmatch(gap))):
        return None
    inherited = share_fields(left.caps, right.caps)
    kept = context.day, context.last
    start, start_notes = _resolve(left, run, context), context.notes
    end = _resolve(right, run, context)
    if start and end and backwards(start, end):
        start, end = in_order(start, end, inherited, right)
    elif start and end and not any(key in caps for caps in (left.caps, right.caps) for key in PLACED):
        end = same_year(start, end)
    apart = pair and not between and start and end and start.start and end.start and (end.start - start.start).days != 1
    if not start or not end or apart or backwards(start, end):
        context.day, context.last = kept
        return None
    context.notes = [note for note in start_notes + context.notes if note not in BOUND]
    known = start.start and end.end
    whole = Interval(start.start, end.end, "range") if known else Interval(None, None, "unknown")
    return _date(whole, left, right, run, context)


def _date(interval: Interval, left: Match, right: Match, run: Run, context: Context) -> Date:
    start, end = run.tokens[left.first].start, run.tokens[right.last - 1].end
    rule = left.rule.name if left is right else f"{left.rule.name} to {right.rule.name}"
    return Date(
        start=interval.start.isoformat() if interval.start else None,
        end=interval.end.isoformat() if interval.end else None,
        precision=interval.precision,
        text=context.text[start:end],
        start_char=start,
        end_char=end,
        why="; ".join([rule, *dict.fromkeys(context.notes)]),
    )
