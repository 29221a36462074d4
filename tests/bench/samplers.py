"""How the benchmark's NumPy program draws: each of the oracle's distributions by its fastest sampler.

A lognormal is a ziggurat normal and an exponential in place; a PERT one look-up in 65,536 equally likely
quantiles (1.4 ns, where `Generator.beta` takes 27); a mixture picks its part and draws it; what is known to
lie beyond a value is redrawn until it does; any other law is one look-up too. All in 32-bit floats: they carry a
date to a minute and an amount to seven digits, far below the error of a hundred thousand trials. Every sampler
has `draw(rng, out)`. What is tied to others is drawn by its score (see `shared.py`).
"""

# Made with Python 3.11.7, NumPy 2.4.6.

import os
import sys
from datetime import date
from pathlib import Path

# Threads of its own would only get in the way of a dot product of one column.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
import oracle  # noqa: E402

EPOCH = oracle.EPOCH = date(2024, 1, 1).toordinal()  # day 0: 32-bit floats hold the days from here to a minute
# How the program is written (see `vectorised.py`): what the columns hold must be known before they are made.
STYLES = ("tuned", "sorted", "percentile")
STYLE = next((style for style in STYLES if f"--style={style}" in sys.argv), "tuned")
REAL = np.float32 if STYLE == "tuned" else np.float64


class Fixed:
    def __init__(self, value):
        self.value = value

    def draw(self, rng, out):
        out.fill(self.value)
        return out


class Normal:
    """A (split) normal in the domain's transform."""

    BACK = {"positive": np.exp, "real": lambda y, out: y, "at least one": np.exp, "share": None}

    def __init__(self, law, shift=0.0):
        self.middle, self.below, self.above = REAL(law.middle - shift), REAL(law.below), REAL(law.above)
        self.even = bool(np.isclose(law.below, law.above))
        kind = next(name for name, pair in oracle.TRANSFORMS.items() if pair[1] is law.back)
        self.kind = kind

    def score(self, rng, out):
        return rng.standard_normal(out=out, dtype=REAL)

    def from_score(self, z, out):
        if self.even:
            np.multiply(z, self.below, out=out)
        else:
            np.multiply(z, np.where(z < 0, self.below, self.above), out=out)
        out += self.middle
        if self.kind == "real":
            return out
        if self.kind == "share":
            np.negative(out, out=out)
            np.exp(out, out=out)
            out += REAL(1)
            return np.reciprocal(out, out=out)
        np.exp(out, out=out)
        if self.kind == "at least one":
            out += REAL(1)
        return out

    def draw(self, rng, out):
        return self.from_score(self.score(rng, out), out)


class Beta:
    def __init__(self, frozen):
        (self.a, self.b), (self.low, self.width) = frozen.args, (frozen.kwds["loc"], frozen.kwds["scale"])

    def draw(self, rng, out):
        np.multiply(rng.beta(self.a, self.b, len(out)), self.width, out=out)
        out += self.low
        return out


class Table:
    """Any law, by one look-up among equally likely quantiles."""

    def __init__(self, quantiles):
        self.quantiles = quantiles.astype(REAL)

    @staticmethod
    def beta(frozen, size=1 << 16):
        a, b = frozen.args
        low, scale = frozen.kwds["loc"], frozen.kwds["scale"]
        x = np.linspace(0.0, 1.0, 8193)
        mass = x ** (a - 1) * (1 - x) ** (b - 1)
        upto = np.concatenate([[0.0], np.cumsum((mass[1:] + mass[:-1]) / 2)])
        middle = (np.arange(size) + 0.5) / size
        return Table(low + scale * np.interp(middle, upto / upto[-1], x))

    def draw(self, rng, out):
        picked = rng.integers(0, len(self.quantiles), size=len(out), dtype=np.uint16)
        return np.take(self.quantiles, picked, out=out, mode="clip")


class Uniform:
    def __init__(self, frozen):
        low, width = frozen.args
        self.low, self.width = REAL(low - EPOCH if low > 1e5 else low), REAL(width)

    def draw(self, rng, out):
        rng.random(out=out, dtype=REAL)
        out *= self.width
        out += self.low
        return out


class Choice:
    """One of some values."""

    def __init__(self, values, weights):
        self.values, self.edges = np.array(values, REAL), np.cumsum(weights)[:-1].astype(REAL)

    def pick(self, rng, size):
        u = rng.random(size, dtype=REAL)
        return u >= self.edges[0] if len(self.edges) == 1 else np.searchsorted(self.edges, u, side="right")

    def draw(self, rng, out):
        picked = self.pick(rng, len(out))
        np.copyto(out, self.values[0])
        for index, value in enumerate(self.values[1:], 1):
            np.copyto(out, value, where=picked if len(self.edges) == 1 else picked == index)
        return out


class Composed:
    """A mixture of ranges in one transform: one normal, with the picked part's middle and width."""

    def __init__(self, parts, weights):
        self.edges = np.cumsum(weights)[:-1].astype(REAL)
        self.middles = np.array([part.middle for part in parts], REAL)
        self.widths = np.array([part.below for part in parts], REAL)

    def draw(self, rng, out):
        u = rng.random(len(out), dtype=REAL)
        rng.standard_normal(out=out, dtype=REAL)
        picked = np.searchsorted(self.edges, u, side="right") if len(self.edges) > 1 else (u >= self.edges[0]).view(np.int8)
        out *= self.widths[picked]
        out += self.middles[picked]
        return np.exp(out, out=out)


class Told:
    """One of some laws, as a branch chooses: `which` law each option stands for."""

    def __init__(self, choice, which, laws):
        self.choice, self.which, self.laws = choice, which, laws

    def draw(self, rng, out):
        law = self.which[self.choice(rng, len(out))]
        for index, each in enumerate(self.laws):
            mine = np.flatnonzero(law == index)
            if len(mine):
                out[mine] = each.draw(rng, np.empty(len(mine), REAL))
        return out


class Beyond:
    """A law given that it lies above a bound (or below): redrawn until it does."""

    def __init__(self, law, bound, above=True):
        self.law, self.bound, self.above = law, REAL(bound), above

    def draw(self, rng, out):
        self.law.draw(rng, out)
        while True:
            bad = np.flatnonzero(out <= self.bound if self.above else out > self.bound)
            if not len(bad):
                return out
            out[bad] = self.law.draw(rng, np.empty(len(bad), REAL))


TABLES = {}


def sampler(law, is_date=False):
    if isinstance(law, oracle.Constant):
        return Fixed(law.value - (EPOCH if is_date else 0))
    if isinstance(law, oracle.SplitNormal):
        return Normal(law, EPOCH if is_date else 0.0)
    if isinstance(law, oracle.Frozen):
        if law.frozen.dist.name == "uniform":
            return Uniform(law.frozen)
        if law.frozen.dist.name == "beta":
            if STYLE != "tuned":
                return Beta(law.frozen)
            key = (*law.frozen.args, *law.frozen.kwds.values())
            if key not in TABLES:
                TABLES[key] = Table.beta(law.frozen)
            return TABLES[key]
    if isinstance(law, oracle.Mixture):
        if all(isinstance(part, oracle.Constant) for part in law.parts):
            return Choice([part.value for part in law.parts], law.weights)
        if all(isinstance(part, oracle.SplitNormal) and np.isclose(part.below, part.above) for part in law.parts):
            return Composed(law.parts, law.weights)
    if isinstance(law, oracle.Frozen) and not is_date:
        return Table(law.quantile((np.arange(1 << 16) + 0.5) / (1 << 16)))
    raise NotImplementedError(f"a fast sampler for {law}")


def median(law):
    """Its P50; of a mixture of values the least at which half is reached."""
    if isinstance(law, oracle.Constant):
        return law.value
    if isinstance(law, oracle.SplitNormal):
        return float(law.back(law.middle))
    if isinstance(law, oracle.Mixture):
        order = np.argsort([part.value for part in law.parts])
        reached = np.cumsum(law.weights[order])
        return law.parts[order[np.searchsorted(reached, 0.5 - 1e-12)]].value
    return float(law.frozen.ppf(0.5))
