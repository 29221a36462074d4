"""A second, independent Monte Carlo of the model, to check capcast against.

Written from the model's description alone, in another language, with another generator and, where
there was a choice, by another method: mixtures are drawn by composition and not by inversion of the
summed CDF, percentiles are order statistics of all trials and not read from bins. It shares no code
and no random number with the Rust program, only the scenario file and the catalogues.

It knows the parts of the format that `scenarios/uk-2025.toml` uses, and refuses any other key rather
than pass over it: templates, copies, commitments, catalogued chips, defaults, reference classes,
facts, conditioning on what was seen, pauses, networks with links between phases and to grid stages,
top-down spans, ramps, the share of power, attrition, gates; drivers, risks, correlation groups and branches
(`dependence.py` reads them). `--independent` has everything drawn for each work by itself and no group.

    python oracle.py scenarios/uk-2025.toml --trials 100000 --seed 7 --out oracle.csv

Made with Python 3.11.7, NumPy 2.4.6 and SciPy 1.17.1. Time is in days of the proleptic calendar
(`date.toordinal`), power in MW, a chip's draw in W. A date that never comes is +inf.

Columns of the output: kind (date, chance, criticality, series), scope, name (milestone, outcome,
activity or metric), period (of a series), statistic, value, se, lo, hi. `se` is the standard error of
this program's own estimate; a percentile's is half the distance between the order statistics one
binomial standard deviation either side. `lo` and `hi` bound what an independent run with `--against`
trials may answer, at four standard errors of the difference: by order statistics for a percentile. A
date in a percentile that never comes is "never".
"""

import argparse
import csv
import hashlib
import math
import re
import sys
import tomllib
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from scipy import special, stats

from dependence import Ties, Work

MONTH, YEAR = 30.4375, 365.25
H100_OPS_8BIT = 1.979e15
Z90 = stats.norm.ppf(0.9)
NEVER = np.inf
PERCENTILES = {"p10": 0.10, "p50": 0.50, "p80": 0.80, "p90": 0.90}
METRICS = ("gpus_installed", "gpus_powered", "it_load", "facility_load", "average_load", "h100e", "energy")


# ---------------------------------------------------------------------------------------------------
# Distributions. Each has `quantile(u)`, `cdf(x)`, `sf(x)`, and `beyond(u, e)`: the quantile given > e. What is
# tied to other variables needs `rising(u, e)`, the same and never falling in u: so they are all but the mixture's.


def rising(law, u, e=None):
    if isinstance(law, Mixture):
        return law.inverted(u, e)
    return law.quantile(u) if e is None else law.beyond(u, e)


class Constant:
    def __init__(self, value):
        self.value = value

    def quantile(self, u):
        return np.full_like(u, self.value)

    def cdf(self, x):
        return np.where(x >= self.value, 1.0, 0.0)

    def sf(self, x):
        return 1.0 - self.cdf(x)

    def beyond(self, u, e):
        if np.any(self.sf(e) == 0.0):
            raise ValueError(f"{self.value} is not beyond {np.max(e)}, which has passed")
        return self.quantile(u)


TRANSFORMS = {
    "positive": (np.log, np.exp),
    "share": (lambda x: np.log(x / (1 - x)), lambda y: 1 / (1 + np.exp(-y))),
    "at least one": (lambda x: np.log(x - 1), lambda y: 1 + np.exp(y)),
    "real": (lambda x: np.asarray(x, dtype=float), lambda y: y),
}


class SplitNormal:
    """Two half normals joined at the median, in the domain's transform; a range is the even case."""

    def __init__(self, p10, p50, p90, domain):
        self.forward, self.back = TRANSFORMS[domain]
        low, high = self.forward(p10), self.forward(p90)
        self.middle = (low + high) / 2 if p50 is None else self.forward(p50)
        self.below, self.above = (self.middle - low) / Z90, (high - self.middle) / Z90

    def _at(self, z):
        return self.back(self.middle + z * np.where(z < 0, self.below, self.above))

    def _score(self, x):
        y = self.forward(x) - self.middle
        return y / np.where(y < 0, self.below, self.above)

    def quantile(self, u):
        return self._at(stats.norm.ppf(u))

    def cdf(self, x):
        with np.errstate(divide="ignore", invalid="ignore"):
            return stats.norm.cdf(self._score(x))

    def sf(self, x):
        with np.errstate(divide="ignore", invalid="ignore"):
            return stats.norm.sf(self._score(x))

    def beyond(self, u, e):
        # From the upper tail: sf(x) is uniform on (0, sf(e)).
        return self._at(stats.norm.isf((1 - u) * self.sf(e)))


class Frozen:
    """A family that SciPy has, frozen at its parameters."""

    def __init__(self, frozen):
        self.frozen = frozen

    def quantile(self, u):
        return self.frozen.ppf(u)

    def cdf(self, x):
        return self.frozen.cdf(x)

    def sf(self, x):
        return self.frozen.sf(x)

    def beyond(self, u, e):
        left = self.frozen.sf(e)
        if np.any(left == 0.0):
            raise ValueError(f"the distribution ends before {np.max(e)}, which has passed")
        return self.frozen.isf((1 - u) * left)

    @staticmethod
    def pert(low, mode, high):
        a = 1 + 4 * (mode - low) / (high - low)
        return Frozen(stats.beta(a, 6 - a, loc=low, scale=high - low))


class Mixture:
    """Drawn by composition: the uniform picks the part, and what is left of it is the part's uniform."""

    def __init__(self, parts, weights):
        self.parts = parts
        self.weights = np.asarray(weights, dtype=float) / np.sum(weights)

    def _compose(self, u, weights, draw):
        edges = np.concatenate([[0.0], np.cumsum(weights)])
        edges[-1] = 1.0
        result = np.empty_like(u)
        for i, part in enumerate(self.parts):
            mine = (u >= edges[i]) & (u < edges[i + 1])
            within = (u[mine] - edges[i]) / (edges[i + 1] - edges[i])
            result[mine] = draw(part, np.clip(within, 1e-16, 1 - 1e-16))
        return result

    def quantile(self, u):
        return self._compose(u, self.weights, lambda part, v: part.quantile(v))

    def cdf(self, x):
        return sum(w * part.cdf(x) for w, part in zip(self.weights, self.parts))

    def sf(self, x):
        return sum(w * part.sf(x) for w, part in zip(self.weights, self.parts))

    def beyond(self, u, e):
        if np.ndim(e) != 0:
            raise NotImplementedError("a mixture in progress since an uncertain day")
        survivors = np.array([w * part.sf(e) for w, part in zip(self.weights, self.parts)])
        return self._compose(u, survivors / survivors.sum(), lambda part, v: part.beyond(v, e))

    def inverted(self, u, e=None):
        """By bisection of the summed survival function."""
        left = 1.0 if e is None else float(self.sf(e))
        ends = np.array([part.quantile(np.array([1e-16, 1 - 1e-16])) for part in self.parts])
        low, high = np.full_like(u, ends.min()), np.full_like(u, ends.max())
        for _ in range(60):
            middle = (low + high) / 2
            above = self.sf(middle) > (1 - u) * left
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return high


# ---------------------------------------------------------------------------------------------------
# Numbers, units and dates as the scenario writes them.

UNITS = {
    "duration": {"days": 1, "weeks": 7, "months": MONTH, "month": MONTH, "years": YEAR, "year": YEAR, "day": 1},
    "power": {"kW": 1e-3, "MW": 1, "GW": 1e3},
    "watts": {"W": 1, "kW": 1e3},
    "count": {"": 1, "k": 1e3},
    "factor": {"": 1},
    "share": {"": 1, "%": 0.01},
    "ratio": {"": 1},
}
DOMAIN = {"share": "share", "ratio": "at least one", "date": "real"}


def number(text, kind, unit=None):
    """A number with its unit, or with `unit` where it has none of its own."""
    if not isinstance(text, str):
        return float(text)
    value, own = re.fullmatch(r"\s*([\d._]+)\s*([A-Za-z%]*)\s*", text).groups()
    return float(value.replace("_", "")) * UNITS[kind][own or unit or ""]


def period(text):
    """First and last instant of a day or a named period, in days."""
    if isinstance(text, date):
        return text.toordinal(), text.toordinal() + 1
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text).toordinal()
        return day, day + 1
    words = {"early": (0, 3), "mid": (3, 3), "late": (9, 3)}
    if match := re.fullmatch(r"(early|mid|late) (\d{4})", text):
        (first, length), year = words[match[1]], int(match[2])
    elif match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        year, first, length = int(match[1]), 3 * (int(match[2]) - 1), 3
    elif match := re.fullmatch(r"(\d{4})-H([12])", text):
        year, first, length = int(match[1]), 6 * (int(match[2]) - 1), 6
    elif match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        year, first, length = int(match[1]), int(match[2]) - 1, 1
    elif re.fullmatch(r"\d{4}", text):
        year, first, length = int(text), 0, 12
    else:
        raise ValueError(f"not a date: {text}")
    return month_start(year, first), month_start(year, first + length)


def month_start(year, month0):
    return date(year + month0 // 12, month0 % 12 + 1, 1).toordinal()


def deadline(text):
    return float(period(text)[1])


def plain_date(text):
    """A day is its 00:00, a longer period its middle."""
    first, last = period(text)
    return float(first) if last - first == 1 else (first + last) / 2


def quantity(value, kind, classes=None):
    """A distribution from any of the forms that the scenario uses."""
    scalar = plain_date if kind == "date" else lambda text: number(text, kind)
    domain = DOMAIN.get(kind, "positive")
    if isinstance(value, str) and " to " in value:
        left, right = value.split(" to ")
        if kind == "date":
            return SplitNormal(plain_date(left), None, plain_date(right), domain)
        unit = re.sub(r"[\d._\s]", "", right)
        return SplitNormal(number(left, kind, unit), None, number(right, kind), domain)
    if not isinstance(value, dict):
        return Constant(scalar(value))
    keys = set(value)
    if keys <= {"p10", "p50", "p90"}:
        middle = scalar(value["p50"]) if "p50" in value else None
        return SplitNormal(scalar(value["p10"]), middle, scalar(value["p90"]), domain)
    if keys == {"min", "mode", "max"}:
        return Frozen.pert(*(scalar(value[key]) for key in ("min", "mode", "max")))
    if keys == {"uniform"}:
        low, high = (scalar(value["uniform"][key]) for key in ("min", "max"))
        return Frozen(stats.uniform(low, high - low))
    if keys == {"triangular"}:
        low, mode, high = (scalar(value["triangular"][key]) for key in ("min", "mode", "max"))
        return Frozen(stats.triang((mode - low) / (high - low), low, high - low))
    if keys == {"normal"}:
        mean, sd = (scalar(value["normal"][key]) for key in ("mean", "sd"))
        return Frozen(stats.truncnorm(-mean / sd if domain == "positive" else -np.inf, np.inf, mean, sd))
    if keys == {"values", "weights"}:
        return Mixture([Constant(scalar(each)) for each in value["values"]], value["weights"])
    if keys == {"mixture"}:
        parts = value["mixture"]
        return Mixture([quantity(part["of"], kind, classes) for part in parts], [part["weight"] for part in parts])
    if keys == {"reference"}:
        return classes[value["reference"]]
    raise NotImplementedError(f"an uncertain quantity with {sorted(keys)}")


# ---------------------------------------------------------------------------------------------------
# The scenario, read.

KNOWN = {
    "": {"scenario", "zone", "programme", "template", "site", "source", "conflict",  # a conflict is text alone
         "driver", "risk", "correlation", "branch",
         # Money, targets, baselines and training runs move no series that is compared here.
         "cost", "fx", "target", "baseline", "training", "chip"},
    "chip": {"price", "evidence"},
    "site": {"name", "operator", "developer", "customer", "programme", "zone", "country", "location", "announced",
             "seen", "pue_peak", "pue", "load_factor", "sources", "assumptions", "phase", "grid", "unsited", "tags",
             "money"},
    "phase": {"name", "announced", "programme", "chip", "gpus", "it_load", "online", "commitment", "proceed",
              "delivered", "template", "activity", "ramp", "sources", "paused", "restart", "expected", "copies",
              "actual_online", "assumptions", "overrun", "seen", "operator", "customer", "developer", "tags"},
    "activity": {"after", "duration", "started", "finished", "gate", "sources", "assumptions"},
    "grid": {"capacity", "energised", "actual_energised", "sources", "assumptions"},
}


# Tables that are laid over each other key by key; any other value replaces whole.
ENTITIES = """scenario cost fx training
zone zone.* chip chip.* programme programme.* programme.*.remainder source source.* conflict conflict.*
template template.* template.*.activity template.*.activity.*
site site.* site.*.phase site.*.phase.* site.*.phase.*.activity site.*.phase.*.activity.* site.*.grid site.*.grid.*
driver driver.* risk risk.* correlation correlation.* branch branch.* target target.* baseline baseline.*""".split()


def is_entity(path):
    return any(len(form) == len(path) and all(a in ("*", b) for a, b in zip(form, path))
               for form in (each.split(".") for each in ENTITIES))


def lay(base, over, path=()):
    for key, value in over.items():
        at = (*path, key)
        if isinstance(value, dict) and isinstance(base.get(key), dict) and is_entity(at):
            lay(base[key], value, at)
        elif value is False and is_entity(at):
            base.pop(key, None)
        else:
            base[key] = value


def layered(path, parts, files, top=True):
    """A file over what it extends; `parts` gets what files without a scenario of their own say, `files` all paths."""
    files.append(path)
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    if not top and "scenario" not in own:
        parts |= {(kind, name) for kind in own for name in own[kind]}
    names = own.pop("extends", [])
    below = {}
    for name in [names] if isinstance(names, str) else names:
        lay(below, layered(path.parent / name, parts, files, False))
    lay(below, own)
    return below


def only_known(table, what, path):
    if unknown := set(table) - KNOWN[what]:
        raise NotImplementedError(f"{path}: {sorted(unknown)}")


class Catalogue:
    def __init__(self, folder):
        read = lambda name: tomllib.loads((folder / name).read_text(encoding="utf-8"))
        self.chips = read("chips.toml")["chip"]
        defaults = read("defaults.toml")
        self.default = defaults["default"]
        self.commitment = {name: entry["proceed"] for name, entry in defaults["commitment"].items()}
        self.classes = {}
        for entry in read("reference.toml")["class"]:
            # Other forms and measures are for scenarios that this program does not read yet.
            form = entry["distribution"]
            if entry["measure"] == "overrun" and (stated := form.get("range") or form.get("split")):
                self.classes[entry["id"]] = quantity(stated, "factor")


class World:
    """The scenario with its templates applied and its copies made."""

    def __init__(self, path, catalogue):
        self.parts, self.files = set(), []
        raw = layered(Path(path), self.parts, self.files)
        only_known(raw, "", path)
        for name, chip in raw.get("chip", {}).items():
            only_known(chip, "chip", name)
        self.raw, self.catalogue = raw, catalogue
        self.zones, self.programmes = raw.get("zone", {}), raw.get("programme", {})
        self.as_of = plain_date(raw["scenario"]["as_of"])
        self.start, self.end = period(raw["scenario"]["from"])[0], period(raw["scenario"]["to"])[1]
        if raw["scenario"].get("step", "month") != "month":
            raise NotImplementedError("steps other than a month")
        self.sites, self.phases = raw["site"], {}
        for site_id, site in self.sites.items():
            only_known(site, "site", site_id)
            for stage_id, stage in site.get("grid", {}).items():
                only_known(stage, "grid", f"{site_id}.{stage_id}")
            for phase_id, phase in site["phase"].items():
                phase = self.with_template(raw, phase)
                only_known(phase, "phase", f"{site_id}.{phase_id}")
                count = phase.get("copies")
                names = [phase_id] if count is None else [f"{phase_id}-{i + 1}" for i in range(count)]
                for name in names:
                    self.phases[f"{site_id}.{name}"] = phase
        self.fill()

    def fill(self):
        """What no site accounts for becomes a site of its own, in ledgers that fill totals."""
        watts = lambda chip: float(quantity(self.catalogue.chips[chip]["watts"], "watts").quantile(np.array([0.5]))[0])
        middle = lambda form, kind: float(quantity(form, kind).quantile(np.array([0.5]))[0])
        wider = {name: self.wider(name) for name in self.programmes}
        claimed = {name: 0.0 for name in self.programmes}
        for path, phase in self.phases.items():
            chip = phase["chip"]
            if isinstance(chip, dict):
                chip = max(zip(chip["values"], chip["weights"]), key=lambda pair: pair[1])[0]
            gpus = middle(phase["gpus"], "count") if "gpus" in phase \
                else middle(phase["it_load"], "power") * 1e6 / watts(chip)
            named = phase.get("programme", self.sites[path.split(".")[0]].get("programme", []))
            for name in named:
                if not any(other != name and name in wider[other] for other in named):
                    claimed[name] += gpus
        left = dict(self.programmes)
        while left:  # from the inside out
            name = next(n for n in left if not any(n in p.get("part_of", []) for m, p in left.items() if m != n))
            programme = left.pop(name)
            for outer in programme.get("part_of", []):
                claimed[outer] += max(programme.get("gpus", 0.0), claimed[name])
            rest = programme.get("gpus", 0.0) - claimed[name]
            fills = any(self.programmes[outer].get("fills_totals") for outer in wider[name])
            if rest > 0 and fills and "remainder" in programme:
                phase = dict(programme["remainder"])
                blocks = phase.pop("blocks", self.catalogue.default["remainder"]["blocks"]["value"])
                phase = self.with_template(self.raw, phase)
                phase["gpus"] = rest / blocks
                if "expected" not in phase:
                    phase.setdefault("online", programme["by"])
                only_known(phase, "phase", f"programme.{name}.remainder")
                site = {key: programme[key] for key in ("announced", "country", "zone") if key in programme}
                site |= {key: phase[key] for key in ("operator", "customer") if key in phase}
                self.sites[f"{name}-remainder"] = {**site, "programme": [name]}
                for block in range(blocks):
                    self.phases[f"{name}-remainder.r-{block + 1}"] = phase

    def wider(self, name):
        """A programme with all that it is part of."""
        found, queue = set(), [name]
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += self.programmes[name].get("part_of", [])
        return found

    @staticmethod
    def with_template(raw, phase):
        base = raw["template"][phase["template"]] if "template" in phase else {}
        merged = {**base, **phase}
        activities = {}
        for source in (base.get("activity", {}), phase.get("activity", {})):
            for name, fields in source.items():
                activities[name] = {**activities.get(name, {}), **fields}
        if activities:
            merged["activity"] = activities
        for name, fields in activities.items():
            only_known(fields, "activity", name)
        return merged

    def seen(self, phase_path):
        site = self.sites[phase_path.split(".")[0]]
        return plain_date(self.phases[phase_path].get("seen", site.get("seen", date.fromordinal(int(self.as_of)))))

    def month_ends(self):
        """The instants at the end of each month of the horizon, the horizon's beginning first."""
        day, ends = date.fromordinal(self.start), [self.start]
        while ends[-1] < self.end:
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            ends.append(day.toordinal())
        return ends


# ---------------------------------------------------------------------------------------------------
# The simulation: all trials of a variable at once.


class Simulation:
    def __init__(self, world, ties, trials, seed):
        self.world, self.ties, self.n, self.seed = world, ties, trials, seed
        self.watts, self.drawn, self.chosen = {}, {}, {}
        self.told = set()  # addresses that a branch sets and that were asked for
        self.stages = {}  # site -> [(name, date, MW)]
        self.online, self.ready = {}, {}
        self.cancelled, self.never_restarted = {}, {}
        self.criticality = {}
        self.size = {}  # phase -> (GPUs, W, 8-bit operations/s, ramp in days)
        for site_id in world.sites:
            self.stages[site_id] = list(self.energise(site_id))
        for path in self.in_order():
            self.schedule(path)
            self.size[path] = self.block(path)
        if unheard := set(ties.stories) - self.told:
            raise NotImplementedError(f"a branch sets {sorted(unheard)}")

    def luck(self, path):
        """The stream of one variable: every variable has its own, named by its path."""
        words = [self.seed, zlib.crc32(path.encode()), len(path)]
        draws = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words))).random(self.n)
        return np.clip(draws, 1e-16, 1 - 1e-16)

    def uniform(self, path):
        """A variable's uniform: its own, or that which its correlation group makes of it."""
        group = self.ties.group_of.get(path)
        if group is None:
            return self.luck(path)
        normal = lambda name: special.ndtri(self.luck(name))
        if group.root is not None:
            weights = group.root[group.members.index(path)]
            score = sum(weight * normal(member) for weight, member in zip(weights, group.members))
        else:
            score = math.sqrt(group.own()) * normal(path)
            for by, rho, names in group.levels:
                name = names[group.members.index(path)]
                score += math.sqrt(rho) * normal(path + "." + by if name is None else f"{group.id}.{by}.{name}")
        if group.df is None:
            return np.clip(special.ndtr(score), 1e-16, 1 - 1e-16)
        spread = stats.chi2.ppf(self.luck(f"{group.id} spread"), group.df) / group.df
        return np.clip(stats.t.cdf(score / np.sqrt(spread), group.df), 1e-16, 1 - 1e-16)

    def value(self, path, form, kind, beyond=None, luck=None, read=None):
        """A quantity's draws (given that it lies beyond a value), by the law of the story that holds."""
        u, tied = self.uniform(luck or path), (luck or path) in self.ties.group_of

        def draws(form):
            law = read(form) if read else quantity(form, kind, self.world.catalogue.classes)
            if tied:
                return rising(law, u, beyond)
            return law.quantile(u) if beyond is None else law.beyond(u, beyond)

        drawn = draws(form)
        branch, told = self.ties.stories.get(path, (None, {}))
        for option, other in told.items():
            self.told.add(path)
            drawn = np.where(self.choice(branch) == option, draws(other), drawn)
        return drawn

    def choice(self, branch):
        """Which option of a branch holds in each trial."""
        if branch not in self.chosen:
            upto = np.cumsum(self.ties.weights[branch])[:-1]
            self.chosen[branch] = np.searchsorted(upto, self.luck("branch." + branch), side="right")
        return self.chosen[branch]

    def struck(self, risk, key):
        if (risk, key) not in self.drawn:
            chance = self.ties.events[risk].quantile(self.luck(f"chance of {risk}"))
            self.drawn[risk, key] = self.luck(f"risk {risk} of {key}") < chance
        return self.drawn[risk, key]

    def effect(self, draw, without):
        """A driver's factor, or what a risk does where it strikes and `without` where not."""
        kind, name, field, key = draw
        if draw not in self.drawn:
            drawn = self.ties.laws[kind, name, field].quantile(self.luck(f"{kind} {name} {field} of {key}"))
            self.drawn[draw] = np.where(self.struck(name, key), drawn, without) if kind == "risk" else drawn
        return self.drawn[draw]

    def product(self, draws):
        return math.prod((self.effect(draw, 1.0) for draw in draws), start=1.0)

    def sum(self, draws):
        return sum((self.effect(draw, 0.0) for draw in draws), start=0.0)

    def any(self, draws):
        hit = np.zeros(self.n, dtype=bool)
        for _, risk, _, key in draws:
            hit |= self.struck(risk, key)
        return hit

    def stretched(self, work, left):
        """What is left of a work, with all that acts on it."""
        ties = self.ties
        return left * self.product(ties.factors.get(work, [])) + self.sum(ties.delays.get(work, []))

    def energise(self, site_id):
        site = self.world.sites[site_id]
        seen = plain_date(site.get("seen", date.fromordinal(int(self.world.as_of))))
        for name, stage in site.get("grid", {}).items():
            path, work = f"site.{site_id}.grid.{name}", Work("energisation", site_id, "", name)
            capacity = self.value(path + ".capacity", stage["capacity"], "power")
            if "actual_energised" in stage:
                day = self.fact(stage["actual_energised"], self.luck(path + ".energised"), seen)
            else:
                day = self.value(work.address, stage["energised"], "date", beyond=seen)
                day = seen + self.stretched(work, day - seen)
                day = np.where(self.any(self.ties.never.get(work, [])), NEVER, day)
            yield name, day, capacity

    @staticmethod
    def fact(value, u, seen):
        """A fact that is itself uncertain lies before `seen`."""
        law = quantity(value, "date")
        return law.quantile(u * law.cdf(seen))

    def in_order(self):
        """The phases, each after those that its links name."""
        done, order = set(), []

        def visit(path, trail):
            if path in done:
                return
            if path in trail:
                raise ValueError("a cycle: " + " -> ".join([*trail, path]))
            for activity in self.world.phases[path].get("activity", {}).values():
                for link in activity.get("after", []):
                    parts = link.split(" + ")[0].split(".")
                    if len(parts) == 3:
                        visit(".".join(parts[:2]), [*trail, path])
            done.add(path)
            order.append(path)

        for path in self.world.phases:
            visit(path, [])
        return order

    @staticmethod
    def address(path):
        site, phase = path.split(".")
        return f"site.{site}.phase.{phase}."

    def schedule(self, path):
        phase, nobody = self.world.phases[path], np.zeros(self.n, dtype=bool)
        site_id, address = path.split(".")[0], self.address(path)
        seen = self.world.seen(path)
        self.never_restarted[path] = nobody
        if "actual_online" in phase:
            day = self.fact(phase["actual_online"], self.luck(address + "actual_online"), seen)
            self.ready[path] = self.online[path] = day
            self.cancelled[path] = nobody
            return

        restart = None
        if "paused" in phase:
            restart = self.value(address + "restart.date", phase["restart"]["date"], "date", beyond=seen)
            probability = self.value(address + "restart.probability", phase["restart"]["probability"], "share")
            self.never_restarted[path] = self.luck(address + "restarts") >= probability
            lost = nobody
        else:
            proceed = phase.get("proceed", self.world.catalogue.default["phase"]["proceed"]["value"])
            if "commitment" in phase:
                proceed = self.world.catalogue.commitment[phase["commitment"]]
            lost = self.luck(address + "proceeds") >= self.value(address + "proceed", proceed, "share")

        if "activity" in phase:
            ready, orphaned = self.network(path, phase, seen, restart)
            lost = lost | self.turned_away(address, phase)
        else:
            ready, orphaned = self.top_down(path, phase, seen, restart), nobody
        ready = ready + self.sum(self.ties.phase_delays.get(path, []))
        lost = lost | self.any(self.ties.cancels.get(path, []))
        self.cancelled[path] = (lost | orphaned) & ~self.never_restarted[path]
        gone = self.cancelled[path] | self.never_restarted[path]
        power = [day for _, day, _ in self.stages[site_id]]
        online = ready if not power else np.maximum(ready, np.minimum.reduce(power))
        self.ready[path] = np.where(gone, NEVER, ready)
        self.online[path] = np.where(gone, NEVER, online)

    def turned_away(self, address, phase):
        """Whether an activity that was still to do does not survive its gate."""
        lost = np.zeros(self.n, dtype=bool)
        for name, fields in phase["activity"].items():
            if "gate" in fields and "finished" not in fields:
                path = f"{address}activity.{name}.gate"
                lost |= self.luck(path + " passed") >= self.value(path, fields["gate"], "share")
        return lost

    def announced(self, path):
        site = self.world.sites[path.split(".")[0]]
        return plain_date(self.world.phases[path].get("announced", site.get("announced")))

    def top_down(self, path, phase, seen, restart):
        site_id, phase_id = path.split(".")
        work = Work("online", site_id, phase_id, "overrun" if "online" in phase else "expected")
        if "online" not in phase:
            day = self.value(work.address, phase["expected"], "date", beyond=seen)
            return seen + self.stretched(work, day - seen)
        form = phase.get("overrun", self.world.catalogue.default["phase"]["overrun"]["value"])
        announced = self.announced(path)
        span = deadline(phase["online"]) - announced
        stopped = plain_date(phase["paused"]) if restart is not None else seen
        elapsed = max(stopped - announced, 0.0)
        left = self.value(work.address, form, "factor", beyond=elapsed / span) * span - elapsed
        return (stopped if restart is None else restart) + self.stretched(work, left)

    def network(self, path, phase, seen, restart):
        """The latest finish, where a link never comes, and each activity's criticality."""
        activities, (site_id, phase_id) = phase["activity"], path.split(".")
        floor = np.full(self.n, max(seen, self.announced(path))) if restart is None else restart
        start, finish, drivers = {}, {}, {}
        pending = list(activities)
        while pending:
            ready_now = [a for a in pending if all(link.split(" + ")[0] in finish or "." in link.split(" + ")[0]
                                                   for link in activities[a].get("after", []))]
            if not ready_now:
                raise ValueError(f"{path}: a cycle or an unknown predecessor among {pending}")
            for name in ready_now:
                pending.remove(name)
                fields, work = activities[name], Work("activity", site_id, phase_id, name)
                drivers[name] = []
                if "finished" in fields:
                    finish[name] = np.full(self.n, plain_date(fields["finished"]))
                    continue
                if "started" in fields:
                    if fields.get("after"):
                        raise NotImplementedError(f"{path}.{name}: started before its predecessors")
                    stopped = seen if restart is None else plain_date(phase["paused"])
                    elapsed = stopped - plain_date(fields["started"])
                    left = self.value(work.address, fields["duration"], "duration", beyond=elapsed) - elapsed
                    finish[name] = (stopped if restart is None else restart) + self.stretched(work, left)
                    continue
                begin = floor.copy()
                for link in fields.get("after", []):
                    when, inside = self.link(link, site_id, finish)
                    begin = np.maximum(begin, when)
                    if inside:
                        drivers[name].append((inside, when))
                start[name] = begin
                finish[name] = begin + self.stretched(work, self.value(work.address, fields["duration"], "duration"))
        inner = {link.split(" + ")[0] for fields in activities.values() for link in fields.get("after", [])}
        ready = np.maximum.reduce([finish[a] for a in activities if a not in inner])
        self.drive(path, activities, inner, ready, start, finish, drivers)
        return ready, np.isinf(ready)

    def link(self, text, site_id, finish):
        """When a predecessor lets go, and its name if it is an activity of the same phase."""
        target, _, lag = text.partition(" + ")
        lag = number(lag, "duration") if lag else 0.0
        parts = target.split(".")
        if len(parts) == 1:
            return finish[target] + lag, target
        if parts[0] == "energised":
            return next(day for name, day, _ in self.stages[site_id] if name == parts[1]) + lag, None
        return {"online": self.online, "ready": self.ready}[parts[2]][".".join(parts[:2])] + lag, None

    def drive(self, path, activities, inner, ready, start, finish, drivers):
        comes = np.isfinite(ready)
        on = {a: (finish[a] == ready) & comes if a not in inner else np.zeros(self.n, dtype=bool) for a in activities}
        for name in sorted(activities, key=lambda a: -self.depth(activities, a)):
            for before, when in drivers[name]:
                on[before] |= on[name] & (when == start[name])
        self.criticality[path] = {a: (on[a], comes) for a in activities}

    def depth(self, activities, name):
        inside = [link.split(" + ")[0] for link in activities[name].get("after", [])]
        return 1 + max((self.depth(activities, a) for a in inside if a in activities), default=0)

    def chip_watts(self, chip):
        if chip not in self.watts:
            self.watts[chip] = self.value(f"chip.{chip}.watts", self.world.catalogue.chips[chip]["watts"], "watts")
        return self.watts[chip]

    def chip_of(self, path):
        """The chips that a phase may have, and which of them it has in each trial."""
        address = self.address(path) + "chip"
        branch, told = self.ties.stories.get(address, (None, {}))
        choices = [self.world.phases[path]["chip"], *told.values()]
        choices = [each if isinstance(each, dict) else {"values": [each], "weights": [1]} for each in choices]
        chips = sorted({chip for each in choices for chip in each["values"]})
        u, picked = self.luck(address), []
        for each in choices:
            edges = np.cumsum(each["weights"]) / np.sum(each["weights"])
            index = np.minimum(np.searchsorted(edges, u, side="right"), len(edges) - 1)
            picked.append(np.array([chips.index(chip) for chip in each["values"]])[index])
        for option, other in zip(told, picked[1:]):
            self.told.add(address)
            picked[0] = np.where(self.choice(branch) == option, other, picked[0])
        return chips, picked[0]

    def block(self, path):
        phase, address = self.world.phases[path], self.address(path)
        chips, picked = self.chip_of(path)
        watts = np.choose(picked, [self.chip_watts(chip) for chip in chips])
        ops = np.choose(picked, [float(self.world.catalogue.chips[chip]["ops_8bit"]) for chip in chips])
        if "gpus" in phase:
            gpus = self.value(address + "gpus", phase["gpus"], "count")
        else:
            gpus = self.value(address + "it_load", phase["it_load"], "power") * 1e6 / watts
        default = self.world.catalogue.default["phase"]
        form = lambda key: phase.get(key, default[key]["value"])
        gpus = gpus * self.value(address + "delivered", form("delivered"), "share")
        gpus = gpus * self.product(self.ties.sizes.get(path, []))
        return gpus, watts, ops, self.value(address + "ramp", form("ramp"), "duration")

    # -----------------------------------------------------------------------------------------------
    # Capacity at an instant.

    def ratios(self, site_id):
        """Peak PUE, mean PUE (on the same uniform) and load factor of a site."""
        site, default = self.world.sites[site_id], self.world.catalogue.default["site"]
        form = lambda key: site.get(key, default[key]["value"])
        path = f"site.{site_id}."
        peak = self.value(path + "pue_peak", form("pue_peak"), "ratio")
        mean = self.value(path + "pue", form("pue"), "ratio", luck=path + "pue_peak")
        return peak, mean, self.value(path + "load_factor", form("load_factor"), "share")

    def stock(self, site_id, ratios, t):
        """The site's stocks at instant t, by metric."""
        peak, mean, load = ratios
        members = [path for path in self.world.phases if path.split(".")[0] == site_id]
        installed, need = {}, np.zeros(self.n)
        for path in members:
            gpus, watts, _, ramp = self.size[path]
            since = t - self.online[path]
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.where(ramp > 0, np.clip(since / ramp, 0, 1), 1.0) * (since >= 0)
            installed[path] = gpus * share
            need += installed[path] * watts * 1e-6 * peak
        power = np.ones(self.n)
        if self.stages[site_id]:
            firm = np.maximum.reduce([np.where(day <= t, mw, 0.0) for _, day, mw in self.stages[site_id]])
            with np.errstate(divide="ignore", invalid="ignore"):
                power = np.where(need > firm, firm / need, 1.0)
        zero = lambda: np.zeros(self.n)
        out = {metric: zero() for metric in METRICS if metric != "energy"}
        for path in members:
            _, watts, ops, _ = self.size[path]
            powered = installed[path] * power
            out["gpus_installed"] += installed[path]
            out["gpus_powered"] += powered
            out["it_load"] += powered * watts * 1e-6
            out["h100e"] += powered * (ops / H100_OPS_8BIT)
        out["facility_load"] = out["it_load"] * peak
        out["average_load"] = out["it_load"] * load * mean
        return out


# ---------------------------------------------------------------------------------------------------
# The answer.


class Table:
    def __init__(self, trials, against):
        self.trials, self.against, self.rows = trials, against, []

    def add(self, kind, scope, name, statistic, value, se, lo, hi, period=""):
        self.rows.append([kind, scope, name, period, statistic, value, se, lo, hi])

    def estimate(self, kind, scope, name, statistic, value, se, period=""):
        far = 4 * se * math.sqrt(1 + self.trials / self.against)
        self.add(kind, scope, name, statistic, value, se, value - far, value + far, period)

    def chance(self, kind, scope, name, hits, period=""):
        n = len(hits)
        p = float(np.mean(hits))
        # Seen never or always: one more case would have made it 1/n.
        se = math.sqrt(max(p * (1 - p), 1 / n) / n) if 0 < p < 1 else 1 / n
        self.estimate(kind, scope, name, "chance", p, se, period)

    def percentiles(self, kind, scope, name, x, wanted, period="", show=float):
        n, ranks = len(x), {}
        for label in wanted:
            p = PERCENTILES[label]
            spread = math.sqrt(n * p * (1 - p))
            far = 4 * spread * math.sqrt(1 + n / self.against)
            raw = [n * p, n * p - spread, n * p + spread, n * p - far, n * p + far]
            ranks[label] = [min(max(math.ceil(r) - 1, 0), n - 1) for r in raw]
        sorted_at = np.partition(x, sorted({r for five in ranks.values() for r in five}))
        for label, five in ranks.items():
            value, low, high, lo, hi = sorted_at[five]
            se = (high - low) / 2 if np.isfinite(high) else NEVER
            self.add(kind, scope, name, label, show(value), float(se), show(lo), show(hi), period)

    def write(self, path, comment):
        with open(path, "w", encoding="utf-8", newline="") as file:
            for line in comment:
                file.write(f"# {line}\n")
            out = csv.writer(file, lineterminator="\n")
            out.writerow("kind scope name period statistic value se lo hi".split())
            for row in self.rows:
                out.writerow([f"{cell:.7g}" if isinstance(cell, float) else cell for cell in row])


def printed(day):
    return date.fromordinal(int(math.floor(day))).isoformat() if np.isfinite(day) else "never"


def dates(simulation, table):
    world = simulation.world
    for path, phase in world.phases.items():
        online = simulation.online[path]
        for name, x in (("online", online), ("ready", simulation.ready[path])):
            table.percentiles("date", path, name, x, PERCENTILES, show=printed)
        if "online" in phase:
            table.chance("chance", path, "on_time", online <= deadline(phase["online"]))
        table.chance("chance", path, "cancelled", simulation.cancelled[path])
        table.chance("chance", path, "never_restarted", simulation.never_restarted[path])
        # Of the trials whose network ends: in the others nothing drives. Whether the phase itself is lost
        # to attrition, a gate or a risk is independent of its network, so that leaving those out gives the same.
        for activity, (on, ends) in simulation.criticality.get(path, {}).items():
            table.chance("criticality", path, activity, on[ends])
    for site_id, stages in simulation.stages.items():
        for name, day, _ in stages:
            table.percentiles("date", f"{site_id}.grid.{name}", "energised", day, PERCENTILES, show=printed)


def series(simulation, table, every_month):
    world = simulation.world
    ends = world.month_ends()
    shown = [k for k in range(1, len(ends))
             if every_month or date.fromordinal(ends[k] - 1).month == 12 or k == len(ends) - 1]
    ratios = {site_id: simulation.ratios(site_id) for site_id in world.sites}
    kept = {}
    for k in shown:
        for instant in (k - 1, k):
            if instant not in kept:
                kept[instant] = {s: simulation.stock(s, ratios[s], ends[instant]) for s in world.sites}
        for instant in [i for i in kept if i < k - 1]:
            del kept[instant]
        hours = 24.0 * (ends[k] - ends[k - 1])
        label = date.fromordinal(ends[k] - 1).isoformat()
        total = {metric: np.zeros(simulation.n) for metric in METRICS}
        for site_id in world.sites:
            now, before = kept[k][site_id], kept[k - 1][site_id]
            energy = (now["average_load"] + before["average_load"]) / 2 * hours
            for metric in METRICS:
                x = energy if metric == "energy" else now[metric]
                total[metric] += x
                summarise(table, site_id, metric, x, label)
        for metric in METRICS:
            summarise(table, "total", metric, total[metric], label)


def summarise(table, scope, metric, x, label):
    # A mean over a handful of trials has no normal error to compare by.
    if np.count_nonzero(x) >= 100:
        se = float(x.std(ddof=1) / math.sqrt(len(x)))
        table.estimate("series", scope, metric, "mean", float(x.mean()), se, label)
    table.percentiles("series", scope, metric, x, ("p10", "p50", "p90"), label)


def main():
    here = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", type=int, default=100_000, help="trials of the run that lo and hi are for")
    parser.add_argument("--catalogue", type=Path, default=here / "src" / "catalogue")
    parser.add_argument("--every-month", action="store_true", help="all periods, not the year ends alone")
    parser.add_argument("--independent", action="store_true", help="nothing shared between works")
    parser.add_argument("--mitigated", action="store_true", help="risks after what is done against them")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()

    began = datetime.now()
    world = World(asked.scenario, Catalogue(asked.catalogue))
    ties = Ties(world, quantity, mitigated=asked.mitigated, independent=asked.independent)
    simulation = Simulation(world, ties, asked.trials, asked.seed)
    table = Table(asked.trials, asked.against)
    dates(simulation, table)
    series(simulation, table, asked.every_month)
    sha = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
    table.write(asked.out, [
        *(f"scenario {path.name} sha256 {sha(path)}" for path in world.files),
        *(f"catalogue {name} sha256 {sha(asked.catalogue / name)}"
          for name in ("chips.toml", "defaults.toml", "reference.toml")),
        f"made by: oracle.py {asked.scenario.name} --seed {asked.seed} --trials {asked.trials} --against {asked.against}",
        "lo, hi: where an independent run of `against` trials lies at four standard errors of the difference",
    ])
    print(f"{asked.trials} trials in {(datetime.now() - began).total_seconds():.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
