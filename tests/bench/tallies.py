"""Counts of dates by day, and sums of slips and durations: what blocks of trials add to."""

# Made with Python 3.11.7, NumPy 2.4.6.

import numpy as np
from samplers import REAL

NEVER_DAY = 16384  # 2068: what is later counts as never, and no scenario that is shipped has such dates


class Tallies:
    """Counts by day of each date, sums of slips and of durations, counts of what is critical."""

    def __init__(self):
        self.days, self.sums, self.hits = {}, {}, {}

    def date(self, key, days):
        counts = np.bincount(np.minimum(days, REAL(NEVER_DAY)).astype(np.intp))
        held = self.days.get(key)
        if held is None or len(held) < len(counts):
            held, counts = counts, held if held is not None else counts[:0]
            self.days[key] = held
        held[: len(counts)] += counts

    def slip(self, key, days, deadline):
        slip = np.where(days < NEVER_DAY, days - REAL(deadline), REAL(0)).astype(np.float64)
        self.add(key, slip.sum(), slip @ slip)

    def pair(self, key, duration, end, comes):
        x, y = duration.astype(np.float64), end.astype(np.float64)
        if comes is not None:
            x, y = np.where(comes, x, 0.0), np.where(comes, y, 0.0)
        n = len(x) if comes is None else np.count_nonzero(comes)
        self.add(key, n, x.sum(), y.sum(), x @ x, y @ y, x @ y)

    def add(self, key, *values):
        self.sums[key] = self.sums.get(key, 0.0) + np.array(values)

    def hit(self, key, count):
        self.hits[key] = self.hits.get(key, 0) + int(count)

    def merge(self, other):
        for key, counts in other.days.items():
            held = self.days.get(key, counts[:0])
            if len(held) < len(counts):
                held, counts = counts, held
            held[: len(counts)] += counts
            self.days[key] = held
        for key, values in other.sums.items():
            self.sums[key] = self.sums.get(key, 0.0) + values
        for key, count in other.hits.items():
            self.hit(key, count)
