"""Series, month by month: which sums are wanted, each once, and the statistics of each."""

# Made with Python 3.11.7, NumPy 2.4.6.

import math

import numpy as np
from blocks import shared
from samplers import REAL, STYLE

RECORDED = ("gpus_installed", "gpus_powered", "gpus_stranded", "it_load", "facility_load", "average_load",
            "stranded_power", "compute", "effective", "energy")


class Pieces:
    """The parts of sites that scopes are unions of, and each metric's distinct sums of them."""

    def __init__(self, simulation):
        self.simulation = simulation
        self.scopes = self.members()
        by_signature = {}
        for path, phase in simulation.phases.items():
            signature = (phase.site, tuple(path in members for members in self.scopes.values()))
            by_signature.setdefault(signature, []).append(phase)
        self.pieces = list(by_signature.values())
        self.site_of = {index: piece[0].site for index, piece in enumerate(self.pieces)}
        self.limited = {site.name for site in simulation.sites if site.stages}
        self.sums = {}  # metric -> {set of parts: its column}
        self.column_of = {}  # (scope, metric) -> column
        self.recipes = {}
        count = 0
        for metric in RECORDED:
            wanted = {scope: self.parts(metric, members) for scope, members in self.scopes.items()}
            distinct = sorted(set(wanted.values()), key=lambda parts: (len(parts), sorted(map(str, parts))))
            self.sums[metric] = {parts: count + i for i, parts in enumerate(distinct)}
            self.recipes[metric] = {parts: self.recipe(parts, distinct) for parts in distinct}
            self.column_of |= {(scope, metric): self.sums[metric][parts] for scope, parts in wanted.items()}
            count += len(distinct)
        self.count = count

    def members(self):
        """The default scopes, each with the paths of its phases."""
        world, scopes = self.simulation.world, {}
        for path, phase in self.simulation.phases.items():
            site = phase.site_entry
            keys = [("total", None), ("site", phase.site)]
            country = site.get("country") or world.zones.get(site.get("zone"), {}).get("country")
            keys += [("country", country)] if country else []
            keys += [("zone", site["zone"])] if "zone" in site else []
            keys += [("operator", site["operator"])] if "operator" in site else []
            open_ones, all_ones = list(phase.entry.get("programme", site.get("programme", []))), set()
            while open_ones:
                programme = open_ones.pop()
                if programme not in all_ones:
                    all_ones.add(programme)
                    open_ones += world.programmes[programme].get("part_of", [])
            for key in keys + [("programme", programme) for programme in all_ones]:
                scopes.setdefault(key, set()).add(path)
        return scopes

    def parts(self, metric, members):
        """The pieces (for unused power: the sites) whose values a scope adds up."""
        pieces = {index for index, piece in enumerate(self.pieces) if piece[0].path in members}
        if metric == "stranded_power":
            return frozenset(site for site in self.limited
                             if all(index in pieces for index, name in self.site_of.items() if name == site))
        if metric == "gpus_stranded":
            return frozenset(index for index in pieces if self.site_of[index] in self.limited)
        return frozenset(pieces)

    @staticmethod
    def recipe(parts, distinct):
        """A set as a sum of the largest smaller ones, then of single parts."""
        left, terms = set(parts), []
        for other in sorted(distinct, key=len, reverse=True):
            if 1 < len(other) < len(parts) and other <= left:
                terms.append(other)
                left -= other
        return terms, sorted(left, key=str)


class Months:
    """Works through the edges of periods and takes the statistics of every distinct column."""

    def __init__(self, simulation, pieces, ranks, moments=2):
        self.s, self.pieces, self.n = simulation, pieces, simulation.n
        self.picks = np.array(ranks) - 1
        self.results = shared((pieces.count, len(simulation.edges) - 1, moments + len(ranks)), np.float64)
        self.results.fill(np.nan)
        self.moments = moments

    def prepare(self):
        """Between which dates each part changes; buffers."""
        first = lambda key: float(self.s.spans[key][:, 0].min())
        last = lambda key: float(self.s.spans[key][:, 1].max())
        self.begins = {path: first(path) for path in self.s.phases}
        self.span = {}
        for index, piece in enumerate(self.pieces.pieces):
            site = self.pieces.site_of[index]
            keys = [site] if site in self.pieces.limited else [phase.path for phase in piece]
            self.span[index] = min(map(first, keys)), max(map(last, keys))
        for site in self.pieces.limited:
            self.span[site] = first(site), last(site)
        buffer = lambda: np.empty(self.n, REAL)
        self.installed = buffer()
        self.level = {metric: {part: buffer() for parts in self.pieces.sums[metric] for part in parts}
                      for metric in RECORDED if metric != "energy"}
        self.buffers = {(metric, parts): buffer() for metric in RECORDED for parts in self.pieces.sums[metric]
                        if len(parts) > 1 or metric == "energy"}
        self.before = {part: buffer() for part in self.level["average_load"]}
        self.work = [buffer() for _ in range(5)]
        self.sorted = buffer()

    def quiet(self, parts, since, until):
        """Whether nothing of a sum can change after `since` up to `until`."""
        return STYLE == "tuned" and all(self.span[part][0] > until or self.span[part][1] <= since for part in parts)

    def run(self, first, last):
        """Months first..last: edge m is the end of month m - 1."""
        self.alive = {}
        self.state(self.s.edges[first])
        for month in range(first, last):
            for part, now in self.level["average_load"].items():
                np.copyto(self.before[part], now if self.alive.get(part) else REAL(0))
            self.was_alive = dict(self.alive)
            since, until = self.s.edges[month], self.s.edges[month + 1]
            self.state(until)
            self.summed = {metric: {} for metric in RECORDED}
            before = self.s.edges[max(month - 1, 0)]
            for metric in RECORDED:
                for parts, column in self.pieces.sums[metric].items():
                    if month and self.quiet(parts, before if metric == "energy" else since, until):
                        continue
                    self.results[column, month] = self.statistics(self.sum(metric, parts))

    def state(self, t):
        for site in self.s.sites:
            self.site_state(site, t)

    def site_state(self, site, t):
        indices = [index for index, name in self.pieces.site_of.items() if name == site.name]
        everything = slice(None)
        level, need = self.level, None
        for index in indices:
            self.alive[index] = any(self.begins[phase.path] <= t for phase in self.pieces.pieces[index])
            if not self.alive[index]:
                continue
            totals = [level[m][index] for m in ("gpus_installed", "it_load", "compute", "effective")]
            fresh, installed, scratch = True, self.installed, self.work[0]
            for phase in self.pieces.pieces[index]:
                if self.begins[phase.path] > t:
                    continue
                phase.installed(t, everything, out=totals[0] if fresh else installed)
                gpus = totals[0] if fresh else installed
                ops = phase.ops_column if phase.ops_column is not None else REAL(phase.ops[0])
                for total, factor in zip(totals[1:], (phase.it, ops, phase.useful_ops)):
                    np.multiply(gpus, factor, out=total if fresh else scratch)
                    if not fresh:
                        total += scratch
                if not fresh:
                    totals[0] += installed
                fresh = False
        alive = [index for index in indices if self.alive[index]]
        if site.name in self.pieces.limited:
            self.share_power(site, t, alive)
        for index in alive:
            self.derive(site, index, whole=len(indices) == 1)

    def share_power(self, site, t, alive):
        firm, need, share, load = self.work[1:5]
        np.multiply(site.dates[0] <= t, site.capacities[0], out=firm)
        for day, capacity in zip(site.dates[1:], site.capacities[1:]):
            np.maximum(firm, np.multiply(day <= t, capacity, out=share), out=firm)
        spare = self.level["stranded_power"][site.name]
        self.alive[site.name] = True
        if not alive:
            np.copyto(spare, firm)
            return
        np.copyto(need, self.level["it_load"][alive[0]])
        for index in alive[1:]:
            need += self.level["it_load"][index]
        need *= site.columns["peak"]
        np.minimum(firm, need, out=load)
        np.subtract(firm, load, out=spare)
        np.divide(load, np.maximum(need, REAL(1e-9), out=need), out=share)

    def derive(self, site, index, whole):
        level = self.level
        limited, share = site.name in self.pieces.limited, self.work[3]
        installed, powered = level["gpus_installed"][index], level["gpus_powered"][index]
        if limited:
            np.multiply(installed, share, out=powered)
            np.subtract(installed, powered, out=level["gpus_stranded"][index])
            np.maximum(level["gpus_stranded"][index], REAL(0), out=level["gpus_stranded"][index])
            for metric in ("it_load", "compute", "effective"):
                level[metric][index] *= share
        else:
            np.copyto(powered, installed)
        if limited and whole:
            np.copyto(level["facility_load"][index], self.work[4])
        else:
            np.multiply(level["it_load"][index], site.columns["peak"], out=level["facility_load"][index])
        np.multiply(level["it_load"][index], site.columns["mean"], out=level["average_load"][index])

    def sum(self, metric, parts):
        """A sum over parts of this month, in a buffer that stays until the next."""
        if metric == "energy":
            return self.energy(parts)
        terms, singles = self.pieces.recipes[metric][parts]
        arrays = [self.term(metric, term) for term in terms]
        arrays += [self.level[metric][part] for part in singles if self.alive.get(part)]
        return self.add(metric, parts, [each for each in arrays if each is not None])

    def term(self, metric, parts):
        held = self.summed[metric]
        return held[parts] if parts in held else self.sum(metric, parts)

    def energy(self, parts):
        """The sum of the loads at a month's two ends; scaled when all is done."""
        terms, singles = self.pieces.recipes["energy"][parts]
        arrays = [self.term("energy", term) for term in terms]
        arrays += [self.level["average_load"][part] for part in singles if self.alive.get(part)]
        arrays += [self.before[part] for part in singles if self.was_alive.get(part)]
        return self.add("energy", parts, [each for each in arrays if each is not None])

    def add(self, metric, parts, arrays):
        total = None
        if len(arrays) == 1:
            total = arrays[0]
        elif arrays:
            total = np.add(arrays[0], arrays[1], out=self.buffers[metric, parts])
            for other in arrays[2:]:
                total += other
        self.summed[metric][parts] = total
        return total

    def statistics(self, column):
        """Mean, standard deviation, values at the wanted ranks."""
        if column is None:
            return 0.0
        row = np.empty(self.moments + len(self.picks))
        x = self.sorted
        np.copyto(x, column)
        if STYLE == "percentile":
            x.partition(self.picks)
        else:
            x.sort()
        row[self.moments:] = x[self.picks]
        if self.moments > 2:
            row[3] = np.count_nonzero(x)
        mean = x.mean()
        x -= mean
        scatter = np.dot(x, x)
        row[0], row[1] = mean, math.sqrt(scatter / (self.n - 1))
        if self.moments > 2:
            row[2] = float(np.mean(np.square(x, out=x).astype(np.float64) ** 2))
        return row
