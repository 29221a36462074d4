"""Limits that sites share, worked out by another program: `tests/fixtures/oracle/limits.toml`.

Written from the model's description alone (sections 2, 3 and 6): a pool of chips, a zone's headroom,
a curtailable stage, plant that serves first, carbon by date. It knows the scenario's figures by heart
and reads no file. Draws are NumPy's own; each answer is kept with the bounds between which a run of
`--against` trials lies at `WIDTH` standard errors of the difference.

    python tests/oracle/limits.py --trials 1000000 --against 100000 --out tests/fixtures/oracle/limits.csv

Needs numpy 2.4.6 and scipy 1.17.1, with which the kept fixture was made.
"""

import argparse
import datetime

import numpy as np
from scipy import stats

WIDTH = 4.0
MONTH = 30.4375
MIDNIGHT = 1 / 1_048_576
Z90 = stats.norm.ppf(0.9)


def day(year, month, of_month=1):
    return float((datetime.date(year, month, of_month) - datetime.date(1970, 1, 1)).days)


def deadline(year, month, of_month):
    return day(year, month, of_month) + 1 - MIDNIGHT


def middle(year, month):
    after = day(year + month // 12, month % 12 + 1)
    return (day(year, month) + after) / 2


def lognormal(low, high, z):
    mean, spread = (np.log(low) + np.log(high)) / 2, np.log(high / low) / 2 / Z90
    return np.exp(mean + spread * z)


def normal(low, high, z):
    return (low + high) / 2 + (high - low) / 2 / Z90 * z


def curve(knots, at, grows):
    """The values at an instant of curves whose knots are (date, column)."""
    dates = [date for date, _ in knots]
    values = [values for _, values in knots]
    if grows:
        for index in range(1, len(values)):
            values[index] = np.maximum(values[index], values[index - 1])
    if at < dates[0]:
        return np.zeros_like(values[0]) if grows else values[0]
    for index in range(1, len(dates)):
        if at < dates[index]:
            share = (at - dates[index - 1]) / (dates[index] - dates[index - 1])
            return values[index - 1] + share * (values[index] - values[index - 1])
    return values[-1]


def reached(knots, level):
    """The first instant at which a growing curve is above a level."""
    dates = [date for date, _ in knots]
    values = [values for _, values in knots]
    for index in range(1, len(values)):
        values[index] = np.maximum(values[index], values[index - 1])
    found = np.where(values[0] > level, dates[0], np.inf)
    for index in range(1, len(dates)):
        rise = values[index] - values[index - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (level - values[index - 1]) / rise
        at = dates[index - 1] + share * (dates[index] - dates[index - 1])
        inside = (values[index] > level) & np.isinf(found)
        found = np.where(inside, np.maximum(at, dates[index - 1]), found)
    return found


SITES = {
    "n1": dict(zone="north", pue_peak=1.3, pue=1.2, load_factor=0.8),
    "n2": dict(zone="north", pue_peak=1.25, pue=1.15, load_factor=0.7),
    "s1": dict(zone="south", pue_peak=1.3, pue=1.2, load_factor=0.75),
}
ANNOUNCED = day(2026, 6)
# Site, phase, chip, GPUs, deadline, overrun's ends, chance, ramp in months (an end for one that is drawn).
PHASES = [
    ("n1", "p1", "a", 10_000, deadline(2027, 6, 30), (1.0, 2.0), 0.9, (0.0, 6.0)),
    ("n1", "p2", "b", 12_000, deadline(2028, 6, 30), (1.0, 1.8), 1.0, (3.0, 3.0)),
    ("n2", "p1", "b", 20_000, deadline(2027, 12, 31), (0.9, 1.9), 0.8, (2.0, 2.0)),
    ("s1", "p1", "a", 15_000, deadline(2027, 9, 30), (1.0, 2.0), 0.95, (4.0, 4.0)),
]
# Site, stage, MW in all, energised, firm.
STAGES = [
    ("n1", "first", 30.0, (middle(2027, 6), middle(2028, 6)), True),
    ("n1", "more", 70.0, (middle(2028, 6), middle(2029, 12)), False),
    ("n2", "only", 60.0, (middle(2027, 9), middle(2028, 12)), True),
    ("s1", "first", 25.0, (middle(2028, 1), middle(2029, 6)), True),
]
CURTAILED = 0.05
PLANT = dict(site="s1", mw=20.0 * 0.9, since=day(2027, 3), grams=450.0)


def edges():
    ends = [day(2027, 1)]
    for month in range(60):
        year, month = 2027 + (month + 1) // 12, (month + 1) % 12 + 1
        ends.append(day(year, month) - MIDNIGHT)
    return np.array(ends)


class World:
    """The draws of a number of trials, and what does not change over time."""

    def __init__(self, n, rng):
        self.n = n
        z = lambda: rng.standard_normal(n)
        one = z()
        self.supply = [
            (deadline(2027, 3, 31), lognormal(1e3, 5e3, one)),
            (deadline(2027, 12, 31), lognormal(8e3, 30e3, one)),
            (deadline(2030, 12, 31), lognormal(50e3, 110e3, one)),
        ]
        one = z()
        self.headroom = [
            (deadline(2027, 12, 31), lognormal(30.0, 70.0, one)),
            (deadline(2030, 12, 31), lognormal(90.0, 180.0, one)),
        ]
        one = z()
        self.carbon = {
            "north": [
                (day(2027, 7), lognormal(150.0, 220.0, one)),
                (day(2031, 7), lognormal(50.0, 120.0, one)),
            ],
            "south": [(day(2027, 1), np.full(n, 300.0))],
        }
        watts = {"a": np.full(n, 2000.0), "b": lognormal(1800.0, 2600.0, z())}
        self.stages = [(site, mw, normal(*when, z()), firm) for site, _, mw, when, firm in STAGES]
        self.phases = []
        for site, _, chip, gpus, online, (low, high), chance, (short, long) in PHASES:
            ready = ANNOUNCED + (online - ANNOUNCED) * rng.uniform(low, high, n)
            ready = np.where(rng.random(n) < chance, ready, np.inf)
            ramp = MONTH * (rng.uniform(short, long, n) if short < long else np.full(n, short))
            self.phases.append(dict(site=site, gpus=gpus, ready=ready, ramp=ramp, watts=watts[chip] / 1e6))
        self.hand_out()

    def hand_out(self):
        """First come first served: what stands before each phase in the pool."""
        for index, phase in enumerate(self.phases):
            before = np.zeros(self.n)
            for other, rival in enumerate(self.phases):
                first = rival["ready"] < phase["ready"]
                if other < index:
                    first |= rival["ready"] == phase["ready"]
                before += np.where(first & np.isfinite(rival["ready"]), rival["gpus"], 0)
            phase["before"] = before
            dates = [date for site, _, date, _ in self.stages if site == phase["site"]]
            if phase["site"] == PLANT["site"]:
                dates.append(np.full(self.n, PLANT["since"]))
            power = np.min(dates, axis=0)
            chips = reached([list(knot) for knot in self.supply], before)
            phase["service"] = np.maximum(np.maximum(phase["ready"], power), chips)

    def installed(self, phase, at):
        since = at - phase["service"]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(since >= phase["ramp"], 1.0, np.clip(since / phase["ramp"], 0, 1))
        share = np.where(since < 0, 0.0, share)
        supplied = curve([list(knot) for knot in self.supply], at, True)
        delivered = np.clip(supplied - phase["before"], 0, phase["gpus"])
        return np.minimum(share * phase["gpus"], delivered) * np.isfinite(phase["service"])

    def stand(self, at):
        """GPUs powered and useful by phase, and each site's plant and firm grid capacity at an instant."""
        installed = [self.installed(phase, at) for phase in self.phases]
        need = {site: np.zeros(self.n) for site in SITES}
        for phase, gpus in zip(self.phases, installed):
            need[phase["site"]] += gpus * phase["watts"] * SITES[phase["site"]]["pue_peak"]
        plant = {site: np.zeros(self.n) for site in SITES}
        if at >= PLANT["since"]:
            plant[PLANT["site"]] += PLANT["mw"]
        grid = {site: np.zeros(self.n) for site in SITES}
        firm = {site: np.zeros(self.n) for site in SITES}
        for site, mw, date, is_firm in self.stages:
            grid[site] = np.maximum(grid[site], np.where(date <= at, mw, 0))
            if is_firm:
                firm[site] = np.maximum(firm[site], np.where(date <= at, mw, 0))
        drawn = {site: np.clip(np.minimum(need[site] - plant[site], grid[site]), 0, None) for site in SITES}
        granted = {site: drawn[site].copy() for site in SITES}
        granted.update(self.zone(at, drawn))
        answer = []
        for phase, gpus in zip(self.phases, installed):
            site = phase["site"]
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.where(need[site] > 0, (np.minimum(plant[site], need[site]) + granted[site]) / need[site], 0)
                share = np.clip(share, 0, 1)
                beyond = np.clip(granted[site] - firm[site], 0, None)
                loose = np.where(share > 0, beyond / (need[site] * share), 0)
            answer.append((gpus, gpus * share, gpus * share * (1 - CURTAILED * loose)))
        return answer, plant

    def zone(self, at, drawn):
        """What the north's headroom leaves of each site's draw: requests in the order of their dates."""
        room = curve([list(knot) for knot in self.headroom], at, True)
        requests = [(site, mw, date) for site, mw, date, _ in self.stages if SITES[site]["zone"] == "north"]
        dates = np.array([date for _, _, date in requests])
        order = np.argsort(dates, axis=0, kind="stable")
        granted = {site: np.zeros(self.n) for site in ("n1", "n2")}
        served = {site: np.zeros(self.n) for site in ("n1", "n2")}
        for place in range(len(requests)):
            for index, (site, mw, date) in enumerate(requests):
                mine = (order[place] == index) & (date <= at)
                asks = np.where(mine, np.clip(np.minimum(drawn[site], mw) - served[site], 0, None), 0)
                gets = np.minimum(asks, room)
                room = room - gets
                granted[site] += gets
                served[site] += asks
        return granted


def measure(world, ends):
    """All series: {(scope, metric): [column for each period]}."""
    series = {}
    before = None
    for edge, at in enumerate(ends):
        stand, plant = world.stand(at)
        now = {}

        def add(site, metric, column):
            for scope in ("total", site):
                now[scope, metric] = now.get((scope, metric), 0) + column

        loads = {}
        for phase, (gpus, powered, useful) in zip(world.phases, stand):
            site = phase["site"]
            facts = SITES[site]
            add(site, "gpus_installed", gpus)
            add(site, "gpus_powered", powered)
            add(site, "facility_load", powered * phase["watts"] * facts["pue_peak"])
            mean = useful * phase["watts"] * facts["load_factor"] * facts["pue"]
            add(site, "average_load", mean)
            loads[site] = loads.get(site, 0) + mean
        for site, load in loads.items():
            by_plant = np.minimum(load, plant[site])
            grid = curve([list(knot) for knot in world.carbon[SITES[site]["zone"]]], at, False)
            # MW times g/kWh are kg an hour.
            add(site, "carbon", (by_plant * PLANT["grams"] + (load - by_plant) * grid) / 1e3)
        if edge > 0:
            hours = (np.ceil(ends[edge]) - np.ceil(ends[edge - 1])) * 24
            for (scope, metric), column in now.items():
                if metric == "carbon":
                    flow = (column + before[scope, metric]) / 2 * hours
                    series.setdefault((scope, "emissions"), []).append(flow)
                    continue
                series.setdefault((scope, metric), []).append(column)
                if metric == "average_load":
                    flow = (column + before[scope, metric]) / 2 * hours
                    series.setdefault((scope, "energy"), []).append(flow)
        before = now
        yield edge, now, series
        series = {}


PERIODS = (5, 11, 17, 23, 29, 35, 41, 47, 53, 59)
METRICS = ("gpus_installed", "gpus_powered", "facility_load", "average_load", "energy", "emissions")


def lines(trials, against, seed):
    world = World(trials, np.random.default_rng(seed))
    ends = edges()
    wide = np.sqrt(1 / trials + 1 / against) * WIDTH
    for edge, _, series in measure(world, ends):
        if edge - 1 not in PERIODS:
            continue
        for (scope, metric), columns in series.items():
            if metric not in METRICS:
                continue
            values = np.sort(columns[0])
            mean, spread = values.mean(), values.std(ddof=1) * wide
            yield scope, metric, edge - 1, "mean", mean, mean - spread, mean + spread
            for name, p in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
                ranks = [p, p - wide * np.sqrt(p * (1 - p)), p + wide * np.sqrt(p * (1 - p))]
                at = [values[min(max(int(np.ceil(q * trials)) - 1, 0), trials - 1)] for q in ranks]
                yield scope, metric, edge - 1, name, *at


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1_000_000)
    parser.add_argument("--against", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--out", required=True)
    asked = parser.parse_args()
    with open(asked.out, "w", encoding="utf-8") as out:
        out.write("scope,metric,period,statistic,value,lo,hi\n")
        for scope, metric, period, statistic, value, low, high in lines(asked.trials, asked.against, asked.seed):
            out.write(f"{scope},{metric},{period},{statistic},{value:.6g},{low:.6g},{high:.6g}\n")


if __name__ == "__main__":
    main()
