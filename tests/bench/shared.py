"""What sites share, block by block: events, factors, delays, scores of correlation groups, stories.

Each is drawn once a block for all that share it, products and sums of the same draws are formed once, a delay
is drawn for the trials alone in which its event happens, and the common part of a group's scores is summed once
for the members that have it in common.
"""

# Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1.

import math

import numpy as np
from samplers import REAL, Beyond, Fixed, Normal, Told, oracle, sampler
from scipy import special, stats

from dependence import Ties  # tests/oracle, where samplers.py looks

POINTS = 1 << 16
COARSE = 1 << 11  # enough for a smooth law: between its quantiles lines are drawn
FAR = 8.0  # a normal score in 32-bit floats reaches no further


def steps(law):
    """Whether a law's quantiles jump."""
    return isinstance(law, oracle.Constant) or isinstance(law, oracle.Mixture) and any(map(steps, law.parts))


class Scored:
    """Any law by its score: one look-up among the quantiles at equally spaced scores."""

    def __init__(self, law, beyond, df, is_date):
        end = FAR if df is None else 1.0
        points = COARSE if df is None and not steps(law) else POINTS
        middles = (np.arange(points) + 0.5) * (2 * end / points) - end
        if df is None:
            u = special.ndtr(middles)
        else:  # a t variable x by x / sqrt(df + x^2), which is bounded
            u = stats.t.cdf(middles * math.sqrt(df) / np.sqrt(1 - middles**2), df)
        x = oracle.rising(law, np.clip(u, 1e-16, 1 - 1e-16), beyond)
        if points < POINTS:
            x = np.interp((np.arange(POINTS) + 0.5) * (points / POINTS) - 0.5, np.arange(points), x)
        self.values = (x - (oracle.EPOCH if is_date else 0)).astype(REAL)
        self.scale = REAL(POINTS / (2 * end))

    def from_score(self, z, out):
        np.multiply(z, self.scale, out=out)
        out += REAL(POINTS / 2)
        np.clip(out, REAL(0), REAL(POINTS - 1), out=out)
        return np.take(self.values, out.astype(np.uint16), out=out, mode="clip")


class Tied:
    """A member of a correlation group."""

    def __init__(self, shared, group, address, law):
        self.shared, self.group, self.law = shared, group, law
        self.index = group.members.index(address)
        self.own = REAL(math.sqrt(max(group.own(), 0))) if group.root is None else None
        self.common = tuple((level.by, level.rho, level.names[self.index]) for level in group.levels)

    def draw(self, rng, out):
        if self.group.root is not None:
            np.copyto(out, self.shared.scores(rng, self.group)[self.index])
        else:
            rng.standard_normal(out=out, dtype=REAL)
            out *= self.own
            for by, rho, name in self.common:
                if name is None:  # shares this level with nobody
                    out += REAL(math.sqrt(rho)) * rng.standard_normal(len(out), dtype=REAL)
            out += self.shared.common(rng, self.group, tuple(each for each in self.common if each[2] is not None))
        if self.group.df is not None:
            out *= self.shared.spread(rng, self.group)
            out /= np.sqrt(REAL(self.group.df) + out * out)
        return self.law.from_score(out, out)


class Shared:
    """A scenario's ties, and their draws in the block at hand."""

    def __init__(self, world):
        self.ties = Ties(world, oracle.quantity)
        self.laws = {key: sampler(law) for key, law in self.ties.laws.items()}
        self.chances = {risk: sampler(law) for risk, law in self.ties.events.items()}
        self.asked = set()

    # ---- As the plan is made

    def sampler(self, address, form, kind, classes=None, is_date=False, beyond=None):
        """A quantity's sampler (given that it lies beyond a value), with what ties it to others."""
        laws = [self.one(address, form, kind, classes, is_date, beyond)]
        branch, told = self.ties.stories.get(address, (None, {}))
        if branch is None:
            return laws[0]
        self.asked.add(address)
        if address in self.ties.group_of:
            raise NotImplementedError(f"{address} is told by a branch and tied to others")
        laws += [self.one(address, other, kind, classes, is_date, beyond) for other in told.values()]
        which = np.zeros(len(self.ties.weights[branch]), np.int8)
        which[list(told)] = np.arange(len(told)) + 1
        return Told(lambda rng, size: self.choice(rng, branch, size), which, laws)

    def one(self, address, form, kind, classes, is_date, beyond):
        law = oracle.quantity(form, kind, classes)
        group = self.ties.group_of.get(address)
        epoch = oracle.EPOCH if is_date else 0
        if group is None:
            law = sampler(law, is_date)
            return law if beyond is None or isinstance(law, Fixed) else Beyond(law, beyond - epoch)
        if beyond is None and isinstance(law, oracle.SplitNormal) and group.df is None:
            return Tied(self, group, address, Normal(law, epoch))
        return Tied(self, group, address, Scored(law, beyond, group.df, is_date))

    def settled(self):
        if unheard := set(self.ties.stories) - self.asked:
            raise NotImplementedError(f"a branch sets {sorted(unheard)}")
        # Which draws act on a thing, as one key: equal keys share their product or sum.
        ties = self.ties
        held = lambda of: {thing: tuple(draws) for thing, draws in of.items()}
        self.factors, self.delays, self.never = held(ties.factors), held(ties.delays), held(ties.never)
        self.phase_delays, self.sizes, self.cancels = held(ties.phase_delays), held(ties.sizes), held(ties.cancels)

    # ---- In a block

    def begin(self, size):
        self.size, self.held = size, {}

    def once(self, key, make):
        if key not in self.held:
            self.held[key] = make()
        return self.held[key]

    def normal(self, rng):
        return rng.standard_normal(self.size, dtype=REAL)

    def common(self, rng, group, factors):
        """The sum of common factors, each with its weight."""
        def make():
            total = np.zeros(self.size, REAL)
            for by, rho, name in factors:
                total += REAL(math.sqrt(rho)) * self.once((group.id, by, name), lambda: self.normal(rng))
            return total
        return self.once((group.id, factors), make)

    def scores(self, rng, group):
        count = len(group.members)
        return self.once((group.id, "scores"), lambda: group.root.astype(REAL) @ rng.standard_normal(
            (count, self.size), dtype=REAL))

    def spread(self, rng, group):
        """1 / sqrt(W / df) of a t copula."""
        def make():
            half = REAL(group.df / 2)
            return np.sqrt(half / rng.standard_gamma(half, self.size, dtype=REAL))
        return self.once((group.id, "spread"), make)

    def choice(self, rng, branch, size):
        def make():
            edges = np.cumsum(self.ties.weights[branch])[:-1].astype(REAL)
            return np.searchsorted(edges, rng.random(size, dtype=REAL), side="right").astype(np.int8)
        return self.once(("branch", branch), make)

    def struck(self, rng, risk, key):
        def make():
            chance = self.chances[risk]
            u = rng.random(self.size, dtype=REAL)
            if isinstance(chance, Fixed):
                return u < REAL(chance.value)
            return u < self.once(("chance", risk), lambda: chance.draw(rng, np.empty(self.size, REAL)))
        return self.once(("struck", risk, key), make)

    def effect(self, rng, draw, without):
        kind, name, field, key = draw
        law = self.laws[kind, name, field]

        def make():
            if kind == "driver":
                return law.draw(rng, np.empty(self.size, REAL))
            out = np.full(self.size, without, REAL)
            where = np.flatnonzero(self.struck(rng, name, key))
            out[where] = law.draw(rng, np.empty(len(where), REAL))
            return out
        return self.once(draw, make)

    def product(self, rng, draws):
        if len(draws) == 1:
            return self.effect(rng, draws[0], 1)
        return self.once(("product", draws), lambda: math.prod(self.effect(rng, draw, 1) for draw in draws))

    def sum(self, rng, draws):
        if len(draws) == 1:
            return self.effect(rng, draws[0], 0)
        return self.once(("sum", draws), lambda: sum(self.effect(rng, draw, 0) for draw in draws))

    def any(self, rng, draws):
        if len(draws) == 1:
            return self.struck(rng, draws[0][1], draws[0][3])
        return self.once(("any", draws), lambda: np.logical_or.reduce(
            [self.struck(rng, risk, key) for _, risk, _, key in draws]))

    def touches(self, work):
        return work in self.factors or work in self.delays

    def stretch(self, rng, work, left):
        """What is left of a work, in place, with all that acts on it."""
        if work in self.factors:
            left *= self.product(rng, self.factors[work])
        if work in self.delays:
            left += self.sum(rng, self.delays[work])
        return left
