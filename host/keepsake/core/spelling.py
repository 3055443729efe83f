"""One spelling for words that look alike, and where in the text each letter of it stands."""

from __future__ import annotations

import re
import unicodedata

# Marks that stand on the letter before them, which `\w` leaves out.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u3099\u309a"
)
# Marks of direction and the like, the Arabic line that widens a word, and its short vowels.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u0640\u064b-\u0652\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]"
)
_QUOTES = dict.fromkeys("\u2018\u2019\u02bc\u2032\u05f3", "'")
# The zeros of the scripts whose digits stand in clocks and dates; their others follow them.
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0e50\uff10"
_STRAIGHT = str.maketrans(
    {**_QUOTES, **{chr(ord(zero) + n): str(n) for zero in _ZEROS for n in range(10)}}
)
_SAME = str.maketrans(
    {
        **_QUOTES,
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"),
        **dict.fromkeys("\u0623\u0625\u0622\u0671", "\u0627"),  # alef
        **dict.fromkeys("\u060c\u3001", ","),
        "\u05f4": '"',
        "\u015f": "\u0219",  # Romanian: a cedilla for a comma below
        "\u0163": "\u021b",
        **dict.fromkeys("\u064a\u0649", "\u06cc"),  # Persian: letters of Arabic for its own
        "\u0643": "\u06a9",
        "\u066b": ".",
        "\u066c": ",",
        "\u0451": "\u0435",  # Cyrillic io
        "\u0131": "i",  # Turkish: its capital and its small dotted i are two letters elsewhere
        "\u0307": None,
    }
)
_SPACE = re.compile(r"\s+")
# What becomes one letter with the one before it: marks, and the parts of a syllable in Korean.
_CLUSTER = re.compile(f"\\s+|\\S[{_MARKS}\uff9e\uff9f\u1160-\u11ff]*")
_SIGN = (
    r"[\s:\u00b7\u2022|\u2039\u203a\u00ab\u00bb+*()\[\]"
    r"\u2190-\u2bff\u3008-\u301b\U0001f000-\U0001faff-]"
)
_BEFORE = re.compile(f"^{_SIGN}+")
_AFTER = re.compile(rf"(?:{_SIGN}|\.{{3}})+$")

# Scripts that put no spaces between words, and one that puts none after them.
_UNSPACED = "\u0e00-\u0e4f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_HANGUL = "\uac00-\ud7af"
_LETTER = f"(?:[^\\W\\d_]|[{_MARKS}])"
_TOKEN = re.compile(f"(?:(?![\\d{_UNSPACED}])[\\w{_MARKS}'])+")
_RUN = re.compile(f"[{_UNSPACED}]+")


def respell(text: str) -> str:
    """The text without what differs between words that look alike: capitals, widths, quotes."""
    respelled = text.casefold() if text.isascii() else _respelled(text)
    return _SPACE.sub(" ", respelled).strip()


def _respelled(text: str) -> str:
    respelled = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _UNSEEN.sub("", respelled).translate(_SAME)


def straight(text: str) -> str:
    """The text with one kind of apostrophe and the digits 0 to 9; no letter changes its place."""
    return text if text.isascii() else text.translate(_STRAIGHT)


def aligned(text: str) -> tuple[str, list[int]]:
    """The text respelled, and where in `text` each letter of that begins, then where it ends."""
    whole = text.strip()
    first = text.index(whole)
    out: list[str] = []
    starts: list[int] = []
    for cluster in _CLUSTER.finditer(whole):
        respelled = " " if cluster[0].isspace() else _respelled(cluster[0])
        out.append(respelled)
        starts.extend([first + cluster.start()] * len(respelled))
    return "".join(out), [*starts, first + len(whole)]


def bare(respelled: str) -> str:
    """A respelled line without the signs around it: "(next →)" is "next"."""
    return _AFTER.sub("", _BEFORE.sub("", respelled))


def tokens(respelled: str) -> set[str]:
    """What a word is looked up by: itself, and in scripts without spaces each letter and pair."""
    runs = _RUN.findall(respelled)
    pairs = {run[at : at + size] for run in runs for at in range(len(run)) for size in (1, 2)}
    return pairs.union(_TOKEN.findall(respelled))


def token_of(respelled: str) -> str:
    """The one of the tokens of a text that is said most seldom, as its length has it."""
    return max(sorted(tokens(respelled)), key=_weight, default="")


def _weight(token: str) -> int:
    return len(token) * (2 if _RUN.match(token) else 1)


def apart(word: str) -> str:
    """A pattern for a respelled word where no letter stands beside it, in a text that is so too."""
    first = "" if re.match(f"[{_UNSPACED}]", word) else f"(?<!{_LETTER})"
    last = "" if re.search(f"[{_UNSPACED}{_HANGUL}]$", word) else f"(?!{_LETTER})"
    return f"{first}{re.escape(word)}{last}"
