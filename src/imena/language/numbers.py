"""Numbers in words and signs, never surer than the number they come from.

Probabilities are cut, not rounded; how many are wrong is rounded up; a likelihood ratio is cut
towards 1. Decimal comma, thin grouping and the forms of «раз» follow Ukrainian usage, and their
English counterparts stand beside them. Every function takes the language first.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from imena.language import Words, message

NBSP = "\N{NO-BREAK SPACE}"
#: From here on a posterior is only said to be over 99.99 %: two decimals cannot tell more.
OVER = Decimal("0.99999")
UNDER = Decimal("0.0001")
_NOISE = Decimal("1e-12")
#: Beyond this likelihood ratio only "more than" is said: no laboratory's error rate is smaller.
LARGEST_LOG10_SAID = 15.0

# upper bound of log10 LR, words for, words against (scale after ENFSI 2015)
_SCALE = (
    (1.0, message("weak support for"), message("weak support against")),
    (2.0, message("moderate support for"), message("moderate support against")),
    (3.0, message("moderately strong support for"), message("moderately strong support against")),
    (4.0, message("strong support for"), message("strong support against")),
    (6.0, message("very strong support for"), message("very strong support against")),
    (
        math.inf,
        message("extremely strong support for"),
        message("extremely strong support against"),
    ),
)
_LARGE = (
    (12, message("{number} trillion times")),
    (9, message("{number} billion times")),
    (6, message("{number} million times")),
)


def percent(language: str, probability: float) -> str:
    """A computed probability as a percentage, cut: what is shown is never above it.

    Two decimals from 99.9 % up and below 0.1 %, else one. Never 100 % and never 0 %.

    >>> percent("en", 0.99968), percent("en", 0.9649), percent("en", 0.9999999)
    ('99.96%', '96.4%', 'over 99.99%')
    """
    exact = _probability(probability)
    words = Words("numbers", language)
    if exact >= OVER:
        return words("over {percent}", percent=_signed(language, Decimal("99.99"), 2))
    if exact < UNDER:
        return words("less than {percent}", percent=_signed(language, Decimal("0.01"), 2))
    places = 2 if exact >= Decimal("0.999") or exact < Decimal("0.001") else 1
    return _signed(language, exact * 100, places)


def stated_percent(language: str, probability: float) -> str:
    """A percentage somebody chose (a threshold), with all its digits and no more.

    >>> stated_percent("en", 0.999)
    '99.9%'
    """
    plain = format((_decimal(probability) * 100).normalize(), "f")
    return _comma(language, plain) + _sign(language)


def wrong_of(language: str, posterior: float) -> str:
    """How many of as many such names are expected to be wrong, rounded up.

    >>> wrong_of("en", 0.964)
    'of 1000 such names 36 are wrong'
    """
    left = 1 - _probability(posterior)
    of = next((n for n in (1000, 10_000, 100_000) if left * n >= 1), 1_000_000)
    wrong = int((left * of).to_integral_value(ROUND_CEILING))
    words = Words("numbers", language)
    if left * of < 1:
        return words("of {of} at most 1 is wrong", of=whole(language, of))
    return words.count(
        "of {of} such names {n} is wrong",
        "of {of} such names {n} are wrong",
        wrong,
        of=whole(language, of),
    )


def rounded_up(language: str, number: float) -> str:
    """A small expected number, rounded up to one significant digit below 1, else one decimal."""
    exact = _decimal(number)
    if exact <= 0:
        exact = Decimal("0.000001")
    step = Decimal("0.1") if exact >= 1 else Decimal(1).scaleb(exact.adjusted())
    shown = exact.quantize(max(step, Decimal("0.000001")), ROUND_CEILING)
    return _comma(language, format(shown.normalize(), "f"))


def whole(language: str, number: int | float) -> str:
    """A count, grouped from 10 000 up; beyond 10^15 as a rounded power of ten in words.

    >>> whole("en", 9847), whole("en", 52564)
    ('9847', '52,564')
    """
    if number >= 1e15:
        exponent = math.floor(math.log10(number))
        return Words("numbers", language)("more than 10 to the power {n}", n=exponent)
    if number < 10_000:
        return str(int(number))
    return f"{int(number):,}".replace(",", NBSP if language == "uk" else ",")


def decimal(language: str, number: float, significant: int = 6) -> str:
    """A parameter as it was given, up to ``significant`` digits."""
    exact = _decimal(number)
    if exact == 0:
        return "0"
    step = Decimal(1).scaleb(exact.adjusted() - significant + 1)
    plain = format(exact.quantize(step, ROUND_HALF_EVEN).normalize(), "f")
    return _comma(language, plain)


def times(language: str, log10_lr: float) -> str:
    """A likelihood ratio as "how many times", cut towards 1 to two significant digits.

    Below 1 the inverse is said with "less". An LR of 0 is for the caller to put into words.

    >>> times("en", 9.4), times("en", -1.1)
    ('2.5 billion times', '12 times less')
    """
    size = abs(log10_lr)
    words = Words("numbers", language)
    if math.isinf(size):
        raise ValueError("an LR of zero or infinity is not a number of times")
    if size > LARGEST_LOG10_SAID:
        said = words("more than 1000 trillion times")
    else:
        cut = _two_digits(size)
        if cut == 1:
            return words("equally likely")
        said = _times_in_words(language, cut)
    return words("{times} less", times=said) if log10_lr < 0 else said


def factor(language: str, log10_lr: float) -> str:
    """A likelihood ratio as a bare number for a chart, nearest, two significant digits."""
    if log10_lr == -math.inf:
        return "0"
    if log10_lr < -3:
        return "<" + NBSP + decimal(language, 0.001)
    exact = _power_of_ten(log10_lr)
    if log10_lr >= 6:
        return ">" + NBSP + whole(language, 10**6)
    places = Decimal("0.1") if Decimal("0.1") <= exact < 10 else None
    if places is None:
        places = Decimal(1).scaleb(exact.adjusted() - 1)
    shown = exact.quantize(places, ROUND_HALF_EVEN)
    return whole(language, int(shown)) if shown >= 10 else _comma(language, format(shown, "f"))


def log10_of(language: str, log10_lr: float) -> str:
    """A base-10 logarithm, cut towards 0 to two decimals, with a real minus; 0 has no sign.

    >>> log10_of("en", -1.239), log10_of("en", -0.004)
    ('−1.23', '0.00')
    """
    cut = _decimal(log10_lr).quantize(Decimal("0.01"), ROUND_DOWN) + 0
    return _comma(language, format(cut, "f")).replace("-", "\N{MINUS SIGN}")


def verbal(language: str, log10_lr: float) -> str:
    """What the evidence does, in the words of the ENFSI scale; about evidence, never identity."""
    words = Words("numbers", language)
    if log10_lr == -math.inf:
        return words("impossible under the stated model")
    size = abs(log10_lr)
    if size < math.log10(2):
        return words("hardly changes anything")
    for upper, in_favour, against in _SCALE:
        if size < upper:
            return words(against if log10_lr < 0 else in_favour)
    return words(_SCALE[-1][2] if log10_lr < 0 else _SCALE[-1][1])


def _decimal(number: float) -> Decimal:
    # The shortest text that names this float: 0.964 stays 0.964 and is not cut to 0.9639…
    return Decimal(repr(float(number)))


def _probability(number: float) -> Decimal:
    """A probability without the noise of adding floats, which would cut 0.412 to 41.1 %."""
    exact = _decimal(number).quantize(_NOISE)
    if not 0 <= exact <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {number}")
    return exact


def _comma(language: str, plain: str) -> str:
    return plain.replace(".", ",") if language == "uk" else plain


def _signed(language: str, percentage: Decimal, places: int) -> str:
    cut = percentage.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
    return _comma(language, format(cut, "f")) + _sign(language)


def _sign(language: str) -> str:
    return NBSP + "%" if language == "uk" else "%"


def _power_of_ten(log10: float) -> Decimal:
    return _decimal(10.0 ** (log10 - math.floor(log10))).scaleb(math.floor(log10))


def _two_digits(size: float) -> Decimal:
    # 340 comes back from its logarithm as 339.999…, which must not be cut to 330
    exact = _power_of_ten(size) * (1 + Decimal("1e-12"))
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), ROUND_DOWN)


def _times_in_words(language: str, number: Decimal) -> str:
    words = Words("numbers", language)
    for exponent, said in _LARGE:
        if number.adjusted() >= exponent:
            plain = format(number.scaleb(-exponent).normalize(), "f")
            return words(said, number=_comma(language, plain))
    if number == number.to_integral_value():
        return words.count(
            "{number} time", "{number} times", int(number), number=whole(language, int(number))
        )
    return words("{fraction} times", fraction=_comma(language, format(number, "f")))
