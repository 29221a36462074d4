"""The same model as a vectorised NumPy program, written for speed: what capcast is measured against.

It computes the numbers of a default run, series and schedule, by the fastest way found in NumPy:

- the scenario is read by the oracle's reader (`tests/oracle/oracle.py`), outside the time measured;
- variables are drawn in blocks of 8,192 trials, which fit in cache, in 32-bit floats (see `samplers.py`), and what
  sites share once for all that share it (see `shared.py`);
- dates are counted by day with `bincount`, block by block;
- series are worked out month by month over all trials, and each column is sorted: NumPy's vector sort
  takes about 2 ns a value on AVX-512, where `partition` at the wanted ranks takes 17, and bins with
  `bincount` 1.6 to 4.5 without the reading of percentiles; and it is exact;
- phase sets that several scopes share are worked out once, sums are built from smaller sums, a scope
  in which nothing can change in a month keeps its numbers, H100-equivalents, the delivery gap and
  energy are scaled at the end;
- with `--processes 2` blocks, then months, are shared out between forked processes in shared memory.

That is `--style=tuned`, the default. Two plainer styles show what the tuning earns: `sorted` has 64-bit floats,
`Generator.beta` and every month worked out; `percentile` as well partitions each column at the wanted ranks,
which is what `numpy.percentile` does.

    python vectorised.py scenarios/uk-2025.toml --trials 100000 --processes 2
    python vectorised.py scenarios/uk-2025.toml --check output/uk-2025/projection.json

The last line of its output is one line of JSON: versions, seconds, trials per second, nanoseconds of a
lognormal. Days are counted from 2024-01-01, power in MW, compute in 1e15 operations per second.
"""

# Made with Python 3.11.7, NumPy 2.4.6 (and SciPy 1.17.1, which the oracle's reader uses).

import argparse
import json
import math
import multiprocessing
import platform
import resource
import sys
import time
from pathlib import Path

from samplers import REAL, STYLE, STYLES, median, oracle, sampler  # first: it settles NumPy's threads

import numpy as np
from blocks import BLOCK, Simulation
from entities import COMPUTE_UNIT
from months import RECORDED, Months, Pieces
from ranks import INTERVALS, binomial_ranks, order_rank, wanted_ranks
from tallies import NEVER_DAY

MONTHS_AT_A_TIME = 6  # where processes share them: each turn begins with the state of the month before


def work(simulation, months, rank, processes, meet, turn):
    """One process's share: every so many-th block, then months as they fall free."""
    for block in range(rank, -(-simulation.n // BLOCK), processes):
        simulation.fill(block)
    meet()
    months.prepare()
    periods = len(simulation.edges) - 1
    at_a_time = periods if processes == 1 else MONTHS_AT_A_TIME
    while (first := turn(at_a_time)) < periods:
        months.run(first, min(first + at_a_time, periods))


def run(simulation, months, processes):
    fork = multiprocessing.get_context("fork")
    barrier, counter = fork.Barrier(processes), fork.Value("i", 0)

    def turn(count):
        with counter.get_lock():
            counter.value += count
            return counter.value - count

    def child(rank, pipe):
        work(simulation, months, rank, processes, barrier.wait, turn)
        pipe.send(simulation.tallies)

    pipes, children = [], []
    for rank in range(1, processes):
        ours, theirs = fork.Pipe()
        children.append(fork.Process(target=child, args=(rank, theirs)))
        pipes.append(ours)
        children[-1].start()
    work(simulation, months, 0, processes, barrier.wait, turn)
    for pipe, process in zip(pipes, children):
        simulation.tallies.merge(pipe.recv())
        process.join()


class Answer:
    """The numbers of `projection.json`: series by (scope, metric), schedule by (site, phase or stage, milestone)."""

    def __init__(self, simulation, pieces, months, ranks):
        self.s, self.n, self.ranks = simulation, simulation.n, ranks
        self.months, self.pieces = months, pieces
        rows = months.results
        for month in range(1, rows.shape[1]):
            same = np.isnan(rows[:, month, 0])
            rows[same, month] = rows[same, month - 1]
        position = {rank: i for i, rank in enumerate(ranks)}
        self.mirrored = [position.get(self.n + 1 - rank, position[rank]) for rank in ranks]
        self.announced_paths()
        self.series = {(scope, metric): self.one_series(scope, metric)
                       for scope in pieces.scopes
                       for metric in (*RECORDED, "h100e", "delivery_gap")}
        self.schedule = dict(self.milestones())

    def reading(self, scope, metric):
        """Factor, offset and whether it is mirrored: how what was recorded becomes a metric; and the record."""
        base = {"h100e": "compute", "delivery_gap": "facility_load"}.get(metric, metric)
        factor, offset = np.ones(self.months.results.shape[1]), 0.0
        if metric == "energy":
            factor = 12.0 * np.diff(self.s.edges)
        elif metric in ("compute", "effective"):
            factor *= COMPUTE_UNIT
        elif metric == "h100e":
            factor *= COMPUTE_UNIT / oracle.H100_OPS_8BIT
        elif metric == "delivery_gap":
            factor, offset = -factor, self.announced[scope]["facility_load"]
        return factor, offset, metric == "delivery_gap", self.months.results[self.pieces.column_of[scope, base]]

    def one_series(self, scope, metric):
        factor, offset, mirrored, rows = self.reading(scope, metric)
        values = rows[:, self.months.moments:]
        # The k-th value from below of (a - x) is a less the k-th from above of x.
        values = (values[:, self.mirrored] if mirrored else values) * factor[:, None]
        sd = abs(factor) * rows[:, 1]
        return {"announced": self.announced[scope].get(metric, np.zeros(len(rows))), "mean": offset + factor * rows[:, 0],
                "sd": sd, "mean_se": sd / math.sqrt(self.n), "values": values + np.reshape(offset, (-1, 1))}

    def announced_paths(self):
        """The announcements at their word, by scope and metric."""
        edges = np.array(self.s.edges)
        steps = {}
        for path, phase in self.s.phases.items():
            if phase.deadline is None:
                continue
            site = next(site for site in self.s.sites if site.name == phase.site)
            likeliest = 0
            if phase.chip_choice is not None:
                likeliest = int(np.argmax(phase.entry["chip"]["weights"]))
            chips = self.s.world.catalogue.chips
            watts = median(oracle.quantity(chips[phase.chips[likeliest]]["watts"], "watts")) * 1e-6
            gpus = median(phase.size_law) / (watts if phase.sized_by == "it_load" else 1.0)
            it, ops = gpus * watts, gpus * phase.ops[likeliest] * COMPUTE_UNIT
            mid = {key: median(law) for key, law in site.laws.items()}
            steps[path] = (edges >= phase.deadline) * 1.0, {
                "gpus_installed": gpus, "gpus_powered": gpus, "it_load": it, "facility_load": it * mid["pue_peak"],
                "average_load": it * mid["load_factor"] * mid["pue"], "compute": ops, "effective": ops * phase.useful,
                "h100e": ops / oracle.H100_OPS_8BIT}
        self.announced = {}
        for scope, members in self.pieces.scopes.items():
            paths = {}
            for path in members & set(steps):
                on, levels = steps[path]
                for metric, level in levels.items():
                    paths[metric] = paths.get(metric, 0.0) + on * level
            paths.setdefault("facility_load", np.zeros(len(edges)))
            if "average_load" in paths:
                load = paths["average_load"]
                paths["energy"] = 12.0 * (load[1:] + load[:-1]) * np.diff(edges)
            self.announced[scope] = {m: x if m == "energy" else x[1:] for m, x in paths.items()}

    def milestones(self):
        for site in self.s.sites:
            for stage, *_ in site.stages:
                key = (site.name, stage, "energised")
                yield key, self.dates(key)
        for path, phase in self.s.phases.items():
            for milestone in ("ready", "online", "complete"):
                row = self.dates((path, milestone))
                if phase.deadline is not None and milestone != "ready":
                    self.against(row, (path, milestone), phase.deadline)
                if milestone == "online":
                    row["curve"] = self.curve(row["upto"])
                    row["activities"] = {name: self.activity(path, name) for name in phase.activities}
                yield (phase.site, path.split(".", 1)[1], milestone), row

    def dates(self, key):
        upto = np.cumsum(self.s.tallies.days[key])
        finite = int(upto[min(NEVER_DAY, len(upto)) - 1])
        at = lambda rank: int(np.searchsorted(upto, rank)) if rank <= finite else None
        row = {"upto": upto, "finite": finite, "lost": 1 - finite / self.n}
        row["maybe_already"] = upto[min(int(self.s.as_of) - 1, len(upto) - 1)] / self.n
        for p in (0.10, 0.50, 0.80, 0.90):
            row[f"p{100 * p:.0f}"] = at(order_rank(self.n, p))
            row[f"given_p{100 * p:.0f}"] = at(order_rank(finite, p)) if finite else None
        for p in INTERVALS:
            low, high = binomial_ranks(self.n, p)
            row[f"p{100 * p:.0f}_lo"], row[f"p{100 * p:.0f}_hi"] = at(low), at(high)
        return row

    def against(self, row, key, deadline):
        upto, finite = row["upto"], row["finite"]
        row["on_time"] = upto[min(int(deadline) - 1, len(upto) - 1)] / self.n
        total, squares = self.s.tallies.sums[key]
        if finite > 1:
            mean = total / finite
            row["slip"] = mean / oracle.MONTH
            row["slip_se"] = math.sqrt(max(squares - finite * mean**2, 0) / (finite - 1) / finite) / oracle.MONTH

    def curve(self, upto):
        finite = int(upto[min(NEVER_DAY, len(upto)) - 1])
        ranks = sorted({max(self.n * k // 200, 1) for k in range(201)} | {max(finite, 1)})
        days = np.unique(np.searchsorted(upto, [rank for rank in ranks if rank <= finite]))
        return [(int(day), upto[day] / self.n) for day in days]

    def activity(self, path, name):
        tallies, key = self.s.tallies, (path, name)
        ended = tallies.hits[path, "ended"]
        row = {"criticality": tallies.hits[*key, "critical"] / max(ended, 1), "ended": ended, "cruciality": None}
        if (*key, "pair") in tallies.sums:
            n, x, y, xx, yy, xy = tallies.sums[*key, "pair"]
            spread = (n * xx - x * x) * (n * yy - y * y)
            row["cruciality"] = (n * xy - x * y) / math.sqrt(spread) if spread > 0 else None
        for end in ("finish", "start"):
            if (*key, end) in tallies.days:
                dates = self.dates((*key, end))
                row |= {f"{end}_{p}": dates["given_" + p] for p in ("p10", "p50", "p90")}
                row[end] = dates
        return row


def lognormal_cost(draws=4_000_000, chunk=4096):
    """Nanoseconds of processor time of one lognormal, drawn as the simulation draws them."""
    law = sampler(oracle.quantity("8 to 20 months", "duration"))
    rng, out = np.random.Generator(np.random.SFC64(1)), np.empty(chunk, REAL)
    best = math.inf
    for _ in range(5):
        began = time.process_time()
        for _ in range(draws // chunk // 5):
            law.draw(rng, out)
        best = min(best, (time.process_time() - began) / (draws // chunk // 5 * chunk))
    return best * 1e9


def main():
    here = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--style", choices=STYLES, default="tuned", help="written --style=NAME")
    parser.add_argument("--catalogue", type=Path, default=here / "src" / "catalogue")
    parser.add_argument("--check", type=Path, metavar="PROJECTION", help="compare with a projection.json")
    asked = parser.parse_args()
    if asked.style != STYLE:
        parser.error(f"write --style={asked.style}")

    world = oracle.World(asked.scenario, oracle.Catalogue(asked.catalogue))
    ranks = wanted_ranks(asked.trials)
    if asked.check:
        import agree
        ranks = sorted(set(ranks) | set(agree.extra_ranks(asked.trials)))
    began, used = time.perf_counter(), processor_time()
    simulation = Simulation(world, asked.trials, asked.seed)
    pieces = Pieces(simulation)
    months = Months(simulation, pieces, ranks, moments=4 if asked.check else 2)
    run(simulation, months, asked.processes)
    answer = Answer(simulation, pieces, months, ranks)
    seconds, used = time.perf_counter() - began, processor_time() - used
    said = {
        "python": platform.python_version(), "numpy": np.__version__, "style": STYLE,
        "processes": asked.processes,
        "trials": asked.trials, "seconds": round(seconds, 4), "processor_seconds": round(used, 4),
        "trials_per_second": round(asked.trials / seconds, 1), "columns": pieces.count * (len(simulation.edges) - 1),
        "numbers": sum(6 * len(each["mean"]) + each["values"].size for each in answer.series.values()),
        "ns_per_lognormal": round(lognormal_cost(), 2),
    }
    if asked.check:
        said["compared"], differences = agree.compare(answer, asked.check)
        print("\n".join(differences), file=sys.stderr)
        said["differences"] = len(differences)
    print(json.dumps(said))
    sys.exit(1 if asked.check and differences else 0)


def processor_time():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
