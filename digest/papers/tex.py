"""A formula's TeX (LaTeXML's alttext) as words that a reader and a check of numbers can use. Pure."""

from __future__ import annotations

import re

LONGEST = 300  # characters of TeX; a longer formula says nothing to a summary

_SIGNS = {
    "times": "×",
    "cdot": "·",
    "pm": "±",
    "mp": "∓",
    "sim": "~",
    "approx": "≈",
    "leq": "≤",
    "le": "≤",
    "geq": "≥",
    "ge": "≥",
    "neq": "≠",
    "ne": "≠",
    "ll": "≪",
    "gg": "≫",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "uparrow": "↑",
    "downarrow": "↓",
    "infty": "∞",
    "in": "∈",
    "sum": "Σ",
    "prod": "Π",
    "ldots": "...",
    "dots": "...",
    "cdots": "...",
    "circ": "°",
    "degree": "°",
    "quad": " ",
    "qquad": " ",
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "lambda": "λ",
    "mu": "μ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "varphi": "φ",
    "omega": "ω",
    "Delta": "Δ",
    "Sigma": "Σ",
    "Omega": "Ω",
    "checkmark": "✓",
}
_FONTS = re.compile(
    r"\\(?:mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathbb|mathscr|boldsymbol|bm|text(?:bf|it|rm|tt|sf|sc|normal)?"
    r"|operatorname\*?|mbox|hbox|underline|overline|bar|hat|tilde|vec)\b\s*"
)
_NO_INK = re.compile(
    r"\\(?:left|right|big|Big|bigg|Bigg|displaystyle|textstyle|limits|nolimits)\b|\\[,;:!> ]|~"
)
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]{1,80})\}\s*\{([^{}]{1,80})\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")


def words(tex: str) -> str:
    """Numbers, signs and letters of a formula; "" for one that is too long to tell anything."""
    tex = tex.strip().strip("$")
    if len(tex) > LONGEST:
        return ""
    tex = _NO_INK.sub(" ", _FONTS.sub("", tex))
    tex = _FRACTION.sub(r"(\1)/(\2)", tex)
    tex = tex.replace("\\%", "%").replace("\\$", "$").replace("\\&", "&").replace("\\#", "#")
    tex = re.sub(r"\{\s*([,.])\s*\}", r"\1", tex.replace("\\_", "_"))  # 1{,}024
    tex = _SCRIPT.sub(_script, tex)
    tex = _COMMAND.sub(lambda m: _SIGNS.get(m[1], f" {m[1]} "), tex)
    tex = re.sub(r"[{}\\]", "", tex)
    tex = re.sub(r"(?<=\d)\s*,\s*(?=\d{3}\b)", ",", tex)
    return re.sub(r"(?<=[\d.])\s+(?=[%.])", "", " ".join(tex.split()))


def _script(match: re.Match[str]) -> str:
    sign, inner = match[1], match[2].strip()
    if inner in ("\\circ", "\\degree"):
        return "°"
    return f"{sign}{inner}" if len(inner) < 2 or inner.lstrip("-").isalnum() else f"{sign}({inner})"
