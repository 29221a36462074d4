"""Ranks of the order statistics that a run reports."""

# Made with Python 3.11.7, SciPy 1.17.1.

import math

from scipy import stats

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.90, 0.95)
INTERVALS = (0.10, 0.50, 0.90)


def order_rank(n, p):
    return max(math.ceil(n * p * (1 - 1e-15)), 1)


def binomial_ranks(n, p):
    """The order statistics, from 1, that enclose the p-quantile with 95 % confidence."""
    law = stats.binom(n, p)
    return max(int(law.ppf(0.025)), 1), min(int(law.ppf(0.975)) + 1, n)


def wanted_ranks(n):
    """Ranks of all reported order statistics, ascending, with those of a mirrored series."""
    ranks = {order_rank(n, p) for p in LEVELS}
    ranks |= {rank for p in INTERVALS for rank in binomial_ranks(n, p)}
    return sorted(ranks | {n + 1 - rank for rank in ranks})
