# SPDX-License-Identifier: Apache-2.0
"""Faults in C++ on single tokens: another relation or operation, a constant off by one, a condition
turned round, a statement dropped, two arguments exchanged. Reads formatted source: a binary
operator stands between spaces, a pointer or a template does not."""

import re

TOKEN = re.compile(
    r"(?P<skip>//[^\n]*|/\*.*?\*/|^[ \t]*#[^\n]*(?:\\\n[^\n]*)*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\]|\\.)+')"
    r"|(?P<number>(?<![\w.])(?:0x[0-9a-fA-F']+|\d[\d']*)[uUlL]*(?![\w.]))"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<operator><<=|>>=|<=>|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\+\+|--|->|::|[-+*/%<>&|!=])",
    re.DOTALL | re.MULTILINE,
)
BINARY = {
    "<": ["<=", ">"], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "==": ["!="],
    "!=": ["=="], "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"], "<<": [">>"],
    ">>": ["<<"], "&&": ["||"], "||": ["&&"], "&": ["|"], "|": ["&"], "+=": ["-="], "-=": ["+="],
}
WORDS = {"min": "max", "max": "min", "true": "false", "false": "true"}
# A call or an assignment that fills its line, which may be left out without a syntax error.
STATEMENT = re.compile(
    r"^[ ]+(?:if \([^;{]*\) )?(?P<body>[a-z_][\w.]*(?:->[\w.]+|\[[^\]]*\])*"
    r"(?:\([^;]*\)| [-+|&*]?=(?!=) [^;]*);)$", re.MULTILINE)
CALL = re.compile(r"\b(?!if|for|while|switch|return|sizeof|min\b|max\b)([a-z_]\w*)\("
                  r"(?P<a>[\w.\[\]]+), (?P<b>[\w.\[\]]+)(?=[,)])")
# What people read and what is checked when it is compiled.
MESSAGE = re.compile(r"\b(?:throw\b|static_assert\b|using\b|fmt::format\()[^;]*;", re.DOTALL)


class Site:
    def __init__(self, text, start, end, after, kind):
        self.start, self.end, self.after, self.kind = start, end, after, kind
        self.line = text.count("\n", 0, start) + 1
        begin = text.rfind("\n", 0, start) + 1
        self.code = text[begin:text.find("\n", end)].strip()
        self.column = start - begin
        self.before = text[start:end]

    def apply(self, text):
        return text[: self.start] + self.after + text[self.end :]


def between_spaces(text, start, end):
    return text[start - 1] == " " and text[end] in " \n"


def sites_of_token(text, match):
    start, end, token = match.start(), match.end(), match.group()
    if match.lastgroup == "number":
        digits = token.rstrip("uUlL").replace("'", "")
        value = int(digits, 0) if not digits.startswith("0") or "x" in digits else int(digits, 8)
        suffix = token[len(token.rstrip("uUlL")):]
        changed = [value + 1] + ([value - 1] if value > 0 else [])
        return [Site(text, start, end, f"{one}{suffix}", "constant") for one in changed]
    if match.lastgroup == "word":
        if token in ("min", "max") and text[start - 2:start] != "::":
            return []
        return [Site(text, start, end, WORDS[token], "word")] if token in WORDS else []
    if token in ("++", "--"):
        return [Site(text, start, end, "--" if token == "++" else "++", "operator")]
    if token == "!" and re.match(r"[\w(]", text[end]):
        return [Site(text, start, end, "", "condition")]
    if token in BINARY and between_spaces(text, start, end):
        return [Site(text, start, end, other, "operator") for other in BINARY[token]]
    return []


def sites(text):
    """Every place of a source file that can be made wrong, with what stands there then."""
    messages = [match.span() for match in MESSAGE.finditer(text)]
    result = []
    for match in TOKEN.finditer(text):
        if match.lastgroup != "skip":
            result += sites_of_token(text, match)
    for match in STATEMENT.finditer(text):
        result.append(Site(text, *match.span("body"), ";", "statement"))
    for match in CALL.finditer(text):
        if match.group("a") != match.group("b"):
            result.append(Site(text, match.start("a"), match.end("b"),
                               f"{match.group('b')}, {match.group('a')}", "arguments"))
    return [site for site in result
            if not any(first <= site.start < last for first, last in messages)]
