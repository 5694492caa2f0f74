"""Words beside numbers in Ukrainian, English and Russian: as patterns, longest meaning first."""

from __future__ import annotations

import re

from imena.claims.bounds import Bound


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words)})", re.IGNORECASE)


def _before(*words: str) -> re.Pattern[str]:
    """These words at the end of what stands before a number."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})\s*$", re.IGNORECASE)


#: What may stand right before a number; the first that fits is taken.
BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (Bound.AT_LEAST, _before(
        "at least", "no fewer than", "not fewer than", "no less than", "a minimum of",
        "щонайменше", "принаймні", "не менше(?: ніж| як)?", "не менш(?: ніж| як)?", "мінімум",
        "по меньшей мере", "не менее(?: чем)?", "минимум",
    )),
    (Bound.NO_MORE_THAN, _before(
        "no more than", "not more than", "at most", "a maximum of",
        "не більше(?: ніж| як| за)?", "не більш(?: ніж| як)?", "максимум",
        "не более(?: чем)?", "не больше(?: чем)?",
    )),
    (Bound.MORE_THAN, _before(
        "more than", "over", "above", "in excess of",
        "понад", "більше(?: ніж| як| за)?", "більш(?: ніж| як)",
        "более(?: чем)?", "больше(?: чем)?", "свыше",
    )),
    (Bound.NEARLY, _before("nearly", "just under", "close to", "без малого", "без малого")),
    (Bound.ALMOST, _before("almost", "майже", "почти")),
    (Bound.UP_TO, _before("up to", "as many as", "до")),
    (Bound.ABOUT, _before(
        "about", "around", "approximately", "roughly", "circa", "some", "an estimated", "~",
        "близько", "приблизно", "орієнтовно", "біля", "десь",
        "около", "примерно", "приблизительно", "ориентировочно",
    )),
    (Bound.EXACT, _before("exactly", "рівно", "точно", "ровно")),
)  # fmt: skip

#: Numbers that are no number.
VAGUE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (Bound.MANY_TIMES_MORE, re.compile(
        r"(?<!\w)(?:many times (?:more|higher|greater|larger)|(?:у|в) рази більш\w*"
        r"|набагато більш\w*|в разы больше|во много раз больше)"
        r"(?:\s*,?\s*(?:than|ніж|як|чем)\s+(?:in\s+|у\s+|в\s+)?(?P<than>\w[\w’'-]*))?",
        re.IGNORECASE)),
    (Bound.DOZENS, re.compile(r"(?<!\w)(?:dozens|scores|десят(?:ки|ків|ками)|десятк(?:и|ов))(?!\w)",
                              re.IGNORECASE)),
    (Bound.HUNDREDS, re.compile(r"(?<!\w)(?:hundreds|сотні|сотень|сотни|сотен)(?!\w)",
                                re.IGNORECASE)),
    (Bound.THOUSANDS, re.compile(r"(?<!\w)(?:thousands|тисячі|тисяч|тысячи|тысяч)(?!\w)",
                                 re.IGNORECASE)),
    (Bound.SEVERAL, re.compile(r"(?<!\w)(?:several|a few|кілька|декілька|несколько)(?!\w)",
                               re.IGNORECASE)),
)  # fmt: skip

#: Words that multiply the number before them.
SCALES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (many, re.compile(rf"\s*(?:{words})(?!\w)", re.IGNORECASE))
    for many, words in (
        (10, r"десятк(?:и|ів|ами|ов)"),
        (12, r"dozens?"),
        (100, r"hundreds?|сотні|сотень|сотни|сотен"),
        (1_000, r"thousands?|тисяч\w?|тис\.?|тысяч\w?|тыс\.?"),
        (1_000_000, r"millions?|мільйон\w*|миллион\w*|млн\.?"),
    )
)

#: After these a word for many is part of a number written out, which is left to a person.
WRITTEN_OUT = re.compile(
    r"(?<!\w)(?:half(?: a)?|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|пів|півтор[аи]|одн[аіу]|дв[аі]|три|чотири|п[’'ʼ]ять|шість|сім|вісім|дев[’'ʼ]ять|десять"
    r"|\w+дцять|\w+десят|сорок|дев[’'ʼ]яносто|сто|двісті|(?:три|чотири|четыре)ста|\w+сот"
    r"|пол|полтор[аы]|одн[ауи]|дв[ае]|четыре|пять|шесть|семь|восемь|девять|\w+дцать|девяносто)"
    r"[\s-]*$",
    re.IGNORECASE,
)

#: What is counted: the first of these words at or after the number.
UNITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("persons_missing", _any(r"missing (?:people|persons)", r"зникл\w+(?: безвісти)?",
                             r"пропавш\w+(?: без вести)?")),
    ("graves", _any(r"(?<!\w)graves?(?!\w)", r"(?<!\w)burials?(?! sites?)(?!\w)",
                    r"(?<!\w)могил\w*", r"(?<!\w)похован(?:ь|ня|нях)(?!\w)",
                    r"(?<!\w)захоронени[йяюе]\w*")),
    ("sites", _any(r"burial sites?", r"mass[- ]burial sites?", r"(?<!\w)sites?(?!\w)",
                   r"місц\w+ поховань?\w*", r"мест\w* захоронени\w*")),
    ("bodies", _any(r"(?<!\w)bod(?:y|ies)(?!\w)", r"(?<!\w)corpses?(?!\w)",
                    r"(?<!\w)тіл(?:о|а|ами)?(?!\w)",
                    r"(?<!\w)труп\w*", r"(?<!\w)тел(?:о|а|ами)?(?!\w)")),
    ("remains_units", _any(r"sets? of remains", r"(?<!\w)remains(?!\w)", r"(?<!\w)останк\w+")),
    ("markers", _any(r"(?<!\w)cross(?:es)?(?!\w)", r"(?<!\w)хрест\w*", r"(?<!\w)табличк\w*",
                     r"(?<!\w)табличок(?!\w)", r"(?<!\w)крест\w*")),
    ("families", _any(r"(?<!\w)famil(?:y|ies)(?!\w)", r"(?<!\w)родин\w*",
                      r"(?<!\w)сем(?:ей|ьи|ьям)\w*")),
    ("samples", _any(r"(?<!\w)samples?(?!\w)", r"(?<!\w)зразк\w*", r"(?<!\w)образц\w*")),
    ("reports", _any(r"(?<!\w)reports?(?!\w)", r"(?<!\w)заяв\w*", r"(?<!\w)обращени\w*")),
    ("persons", _any(

               r"(?<!\w)(?:people|persons?|civilians?|servicem[ae]n|servicepeople|soldiers?|men|women|children"
        r"|victims|dead)(?!\w)",
        r"(?<!\w)(?:осіб|особ[аи]|люд(?:ей|и|ьми)|цивільн\w+|військов\w+|солдат\w*|жінок|жінк[аи]"
        r"|чоловік(?:ів|и|а)?|діт(?:ей|и|ьми)|загибл\w+|жертв\w*)(?!\w)",

               r"(?<!\w)(?:человек\w*|гражданск\w+|военн\w+|женщин\w*|мужчин\w*|дет(?:ей|и)|погибш\w+)(?!\w)",
    )),
)  # fmt: skip

#: Of whom a part of the number is said to be.
PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("children", _any(r"(?<!\w)child(?:ren)?(?!\w)", r"(?<!\w)діт(?:ей|и)(?!\w)",
                      r"(?<!\w)дитин\w*",
                      r"(?<!\w)дет(?:ей|и)(?!\w)")),
    ("women", _any(r"(?<!\w)wom[ae]n(?!\w)", r"(?<!\w)жінок(?!\w)", r"(?<!\w)жінк\w*",
                   r"(?<!\w)женщин\w*")),
    ("servicemen", _any(r"(?<!\w)servicem[ae]n(?!\w)", r"(?<!\w)soldiers?(?!\w)",
                        r"(?<!\w)військов\w*", r"(?<!\w)военн\w*", r"(?<!\w)солдат\w*")),
    ("civilians", _any(r"(?<!\w)civilians?(?!\w)", r"(?<!\w)цивільн\w*", r"(?<!\w)гражданск\w*")),
    ("men", _any(r"(?<!\w)men(?!\w)", r"(?<!\w)чоловік\w*", r"(?<!\w)мужчин\w*")),
    ("undetermined", _any(r"(?<!\w)(?:undetermined|unknown)(?!\w)", r"не визначен\w*",
                          r"невідом\w*",
                          r"не определ\w*", r"неизвестн\w*")),
    ("violent_death", _any(r"violent death", r"насильницьк\w+ смерт\w*",
                           r"насильственн\w+ смерт\w*")),
)  # fmt: skip

#: Words that begin a part of the number.
INCLUDING = re.compile(
    r"(?<!\w)(?:including|among them|of (?:them|whom)|incl\.|зокрема|у тому числі|в тому числі"
    r"|з них|із них|серед них|в том числе|из них|среди них)(?!\w)",
    re.IGNORECASE,
)
#: Shares said in words, from … to.
SHARES: tuple[tuple[tuple[float, float], re.Pattern[str]], ...] = (
    ((0.5, 1.0), re.compile(r"(?<!\w)(?:most|majority|більшість|більшості|большинств\w+)(?!\w)",
                            re.IGNORECASE)),
    ((0.0, 0.5), re.compile(r"(?<!\w)(?:a minority|меншість|меншості|меньшинств\w+)(?!\w)",
                            re.IGNORECASE)),
)  # fmt: skip

#: What is said not to be in a number.
_LEAVES_OUT = (
    r"(?:(?:do|does|did) not|don’t|doesn’t|didn’t|not) (?:yet )?includ\w+|excluding|without|"
    r"not counting|apart from|не вход\w+|не включа\w+|не врахову\w+|не охоплю\w+|без урахування|"
    r"не рахуючи|за винятком|крім|не учитыва\w+|без учета|без учёта|кроме|за исключением"
)
EXCLUSIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("not_yet_exhumed", re.compile(
        rf"(?:{_LEAVES_OUT})[^.!?;]*?(?:not (?:yet )?(?:been )?exhumed|yet to be exhumed|ще не "
        r"ексгум\w+|не ексгум\w+|ещ[её] не эксгум\w+|не эксгум\w+)", re.IGNORECASE)),
    ("mass_burials", re.compile(
        rf"(?:{_LEAVES_OUT})[^.!?;]*?(?:mass (?:burials?|graves?)|масов\w+ (?:похован\w+|могил\w*)|"
        r"массов\w+ (?:захоронени\w+|могил\w*))", re.IGNORECASE)),
    ("servicemen", re.compile(
        rf"(?:{_LEAVES_OUT})[^.!?;]*?(?:servicem[ae]n|soldiers|військов\w+|военн\w+)",
        re.IGNORECASE)),
)  # fmt: skip

#: The word used in three senses.
UNIDENTIFIED = re.compile(
    r"(?<!\w)(?:unidentified|not (?:yet )?identified|неідентифікован\w*|невпізнан\w*"
    r"|не (?:ідентифікован|встановлен)\w*|неопознанн\w*|не опознан\w*)",
    re.IGNORECASE,
)
