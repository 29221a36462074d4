"""Whether capcast's answer and the benchmark's NumPy program's are of the same model.

Two runs of one model with different random numbers differ by sampling error alone. A percentile of one
must lie between the order statistics of the other five standard errors of the difference to either side,
widened by the bin width that `projection.json` states, or share its month's lowest bin; a mean, a chance or a correlation within five
standard errors of the difference; a date a day wider, a day being what is printed. What is no estimate (the
announced path, periods, deadlines) must be equal to seven digits. Money, carbon and training runs are passed over.
"""

# Made with Python 3.11.7, NumPy 2.4.6.

import json
import math
from datetime import date

import numpy as np
from ranks import binomial_ranks, order_rank, wanted_ranks
from samplers import EPOCH

WIDTH = 5.0
LOWEST_BIN = 4 / 512
MOST_OF_ONE = 0.01  # of a variance, that the greatest of all trials may hold
FIELDS = {"p5": 0.05, "p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p80": 0.80, "p90": 0.90, "p95": 0.95}
# What changes in nearly every month from load, carbon and prices: the NumPy program does not know it.
FLOWS = {"emissions", "water", "spend", "spend_to_date", "peak_load", "training_run", "flop_to_date"}
ENDS = {"p10": 0.10, "p50": 0.50, "p90": 0.90}


def around(n, rank):
    """Ranks between which the value at a rank of an equal run lies."""
    p = rank / (n + 1)
    far = WIDTH * math.sqrt(2 * n * p * (1 - p)) + 1
    return max(math.floor(rank - far), 1), min(math.ceil(rank + far), n)


def extra_ranks(n):
    return {rank for wanted in wanted_ranks(n) for rank in around(n, wanted)} | {n}


class Comparison:
    def __init__(self, answer, projection):
        self.answer, self.projection, self.n = answer, projection, answer.n
        self.compared, self.differences = 0, []

    def expect(self, what, good, told):
        self.compared += 1
        if not good:
            self.differences.append(f"{what}: {told}")

    def ranks(self):
        wanted = {field: order_rank(self.n, p) for field, p in FIELDS.items()}
        for field, p in ENDS.items():
            wanted[field + "_lo"], wanted[field + "_hi"] = binomial_ranks(self.n, p)
        return wanted

    def series(self, row):
        key = (row["scope"]["kind"], row["scope"].get("id")), row["metric"]
        mine = self.answer.series.get(key)
        name = f"{row['scope']['kind']} {row['scope'].get('id', '')} {row['metric']}"
        if mine is None:
            self.expect(name, False, "the NumPy program has no such series")
            return
        announced = np.array(row["announced"])
        self.expect(name + " announced", np.allclose(announced, mine["announced"], rtol=1e-6, atol=1e-6), "differ")
        factor, offset, mirrored, rows = self.answer.reading(*key)
        moments = self.answer.months.moments
        root = math.sqrt(2 / self.n)
        mean, sd = np.array(row["mean"]), np.array(row["sd"])
        scale = np.abs(mine["mean"] - offset) + mine["sd"]
        # A mean over a handful of trials has no normal error to compare by.
        some = rows[:, 3] >= 100
        self.column(name + " mean", mean, mine["mean"], WIDTH * root * mine["sd"] + 1e-5 * scale, some)
        # The variance's own error, by the fourth moment.
        fourth = rows[:, 2] * factor**4
        error = np.sqrt(np.maximum(fourth - mine["sd"] ** 4, 0) / 4) / np.maximum(mine["sd"], 1e-300)
        # A few trials that hold much of it say nothing of their own number.
        at = {rank: i for i, rank in enumerate(self.answer.ranks)}
        greatest = rows[:, moments + at[self.n]] - rows[:, 0]
        even = greatest**2 <= MOST_OF_ONE * self.n * rows[:, 1] ** 2
        self.column(name + " sd", sd, mine["sd"], WIDTH * root * error + 1e-4 * scale, some & even)
        self.column(name + " mean_se", np.array(row["mean_se"]), sd / math.sqrt(self.n), 1e-6 * scale, some)
        bin_width = self.projection["bin_width"]
        # The lowest bin of a month reaches from zero to at most 4/512 of its greatest level.
        lowest = rows[:, moments + at[self.n]] * LOWEST_BIN
        for field, rank in self.ranks().items():
            base = (np.array(row[field]) - offset) / factor
            low, high = around(self.n, self.n + 1 - rank if mirrored else rank)
            low, high = rows[:, moments + at[low]], rows[:, moments + at[high]]
            # A projection has seven digits, before the offset is taken off again.
            slack = 1e-5 * (np.abs(high) + 1e-6 * np.abs(rows[:, moments:]).max()) + 1e-6 * np.abs(offset / factor)
            good = (base >= low * (1 - bin_width) - slack) & (base <= high * (1 + bin_width) + slack)
            good |= (base > 0) & (base <= lowest) & (low <= lowest) & (high > 0)
            self.months(f"{name} {field}", good, base, low, high)

    def column(self, what, theirs, mine, allowed, some):
        self.months(what, (np.abs(theirs - mine) <= allowed + 1e-9) | ~some, theirs, mine - allowed, mine + allowed)

    def months(self, what, good, value, low, high):
        self.compared += len(good)
        for month in np.flatnonzero(~good):
            self.differences.append(f"{what} {self.projection['periods'][month]}: {value[month]:.7g} is not in "
                                    f"{low[month]:.7g} to {high[month]:.7g}")

    def schedule(self, row):
        key = row["site"], row.get("phase") or row["stage"], row["milestone"]
        mine, name = self.answer.schedule[key], " ".join(key)
        n = self.n
        for field, rank in self.ranks().items():
            if field in row:
                self.date(f"{name} {field}", row[field], mine, n, rank)
        for field in ("p10", "p50", "p80", "p90"):
            if mine["finite"]:
                rank = max(math.ceil(mine["finite"] * float(field[1:]) / 100), 1)
                self.date(f"{name} given {field}", row["given_online"][field], mine, mine["finite"], rank)
        lost = row["cancelled"]["value"] + row["never_restarted"]["value"]
        if row["milestone"] == "online":
            self.chance(name + " lost", lost, mine["lost"], n)
            self.curve(name, row["curve"], mine["upto"])
        self.chance(name + " maybe already", row["maybe_already"]["value"], mine["maybe_already"], n)
        if row["on_time"] is not None:
            self.chance(name + " on time", row["on_time"]["value"], mine["on_time"], n)
            slip, allowed = row["given_online"]["mean_slip_months"], WIDTH * math.sqrt(2) * mine["slip_se"]
            self.expect(name + " slip", abs(slip - mine["slip"]) <= allowed + 1e-4, f"{slip} and {mine['slip']}")
        for activity in row["activities"]:
            self.activity(name, activity, mine["activities"][activity["id"]])

    def date(self, what, theirs, mine, n, rank):
        low, high = around(n, rank)
        at = lambda r: float(np.searchsorted(mine["upto"], r)) if r <= mine["finite"] else math.inf
        day = float(date.fromisoformat(theirs).toordinal() - EPOCH) if theirs else math.inf
        self.expect(what, at(low) - 1 <= day <= at(high) + 1, f"{day} is not in {at(low)} to {at(high)}")

    def chance(self, what, theirs, mine, n):
        p = max((theirs + mine) / 2, 1 / n)
        allowed = WIDTH * math.sqrt(2 * p * max(1 - p, 1 / n) / n)
        self.expect(what, abs(theirs - mine) <= allowed, f"{theirs} and {mine}")

    def curve(self, name, points, upto):
        for point in points[:: max(len(points) // 20, 1)]:
            day = date.fromisoformat(point["date"]).toordinal() - EPOCH
            self.chance(f"{name} curve {point['date']}", point["share"], upto[min(day, len(upto) - 1)] / self.n, self.n)

    def activity(self, name, theirs, mine):
        name = f"{name} {theirs['id']}"
        self.chance(name + " criticality", theirs["criticality"], mine["criticality"], max(mine["ended"], 1))
        r, own = theirs["cruciality"], mine["cruciality"]
        if r is None or own is None:
            self.expect(name + " cruciality", r is None and own is None, f"{r} and {own}")
        else:
            # Fisher's transform; durations are skewed, so that its error is somewhat larger than a normal pair's.
            far = abs(math.atanh(min(r, 1 - 1e-12)) - math.atanh(min(own, 1 - 1e-12)))
            same = min(r, own) > 1 - 1e-6
            self.expect(name + " cruciality", same or far <= 2 * WIDTH * math.sqrt(2 / mine["ended"]), f"{r} and {own}")
        for end, prefix in (("finish", ""), ("start", "start_")):
            for field, p in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
                if theirs[prefix + field] is not None and end in mine:
                    finite = mine[end]["finite"]
                    self.date(f"{name} {end} {field}", theirs[prefix + field], mine[end], finite, math.ceil(finite * p))


def compare(answer, path):
    """How many numbers were compared, and what differs."""
    projection = json.loads(path.read_text(encoding="utf-8"))
    if projection["trials"] != answer.n:
        raise SystemExit(f"{path} is of {projection['trials']} trials, and this run of {answer.n}")
    comparison = Comparison(answer, projection)
    known = [row for row in projection["series"] if row["metric"] not in FLOWS]
    for row in known:
        comparison.series(row)
    for row in projection["schedule"]:
        comparison.schedule(row)
    missing = len(answer.series) - len(known)
    comparison.expect("series", missing == 0, f"{missing} more here than there")
    return comparison.compared, comparison.differences
