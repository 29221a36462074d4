"""Both independent programs on small scenarios whose answers are known exactly, and on the shipped one against each other.

    python known.py [NAME ...]

The oracle and the benchmark's NumPy program draw by different methods, so that each checks the other too.
Statistics are compared at 4.5 standard errors, of which one in 150,000 is passed by chance; some 250 are
compared, and the seed is pinned. Where nothing is random the answer must be met to a minute.
"""

# Made with Python 3.11.7, NumPy 2.4.6, SciPy 1.17.1.

import math
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "bench")]
import oracle  # noqa: E402
from dependence import Ties  # noqa: E402

import blocks  # noqa: E402  (of tests/bench)
import numpy as np  # noqa: E402
from scipy import stats  # noqa: E402

WIDTH, TRIALS, SEED = 4.5, 200_000, 11
BEGIN = oracle.date(2025, 1, 1).toordinal()
MINUTE = 1 / 1440


class Outcome:
    """By phase its online date in days after the announcement and its GPUs; by stage its date and MW."""

    def __init__(self, online, gpus, stages):
        self.online, self.gpus, self.stages = online, gpus, stages


def by_oracle(world, trials):
    run = oracle.Simulation(world, Ties(world, oracle.quantity), trials, SEED)
    stages = {f"{site}.{name}": (day - BEGIN, mw) for site, three in run.stages.items() for name, day, mw in three}
    return Outcome({p: x - BEGIN for p, x in run.online.items()}, {p: size[0] for p, size in run.size.items()}, stages)


def by_numpy(world, trials):
    run = blocks.Simulation(world, trials, SEED)
    for block in range(-(-trials // blocks.BLOCK)):
        run.fill(block)
    shift, wide = blocks.EPOCH - BEGIN, np.float64
    stages = {f"{site.name}.{stage[0]}": (day.astype(wide) + shift, mw.astype(wide)) for site in run.sites
              for stage, day, mw in zip(site.stages, site.dates, site.capacities)}
    return Outcome({p: phase.online.astype(wide) + shift for p, phase in run.phases.items()},
                   {p: phase.size.astype(wide) for p, phase in run.phases.items()}, stages)


PROGRAMS = {"oracle": by_oracle, "numpy": by_numpy}
HEAD = """
[scenario]
from = 2025-01-01
to = 2032-12-31
as_of = 2025-01-01
"""


def world_of(text):
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text if "[scenario]" in text else HEAD + text)
        file.flush()
        return oracle.World(file.name, CATALOGUE)


CATALOGUE = oracle.Catalogue(HERE.parents[1] / "src" / "catalogue")


class Check:
    def __init__(self):
        self.compared, self.wrong = 0, []

    def near(self, what, value, exact, se=0.0):
        self.compared += 1
        if not abs(value - exact) <= WIDTH * se + MINUTE * (se == 0):
            self.wrong.append(f"{what}: {value:.6g} is not {exact:.6g} (standard error {se:.2g})")

    def mean(self, what, x, exact):
        self.near(what + " mean", x.mean(), exact, x.std() / math.sqrt(len(x)))

    def sd(self, what, x, exact):
        # The error of a variance, by the fourth moment.
        spread = ((x - x.mean()) ** 2).std() / math.sqrt(len(x))
        self.near(what + " sd", x.std(), exact, spread / (2 * exact))

    def chance(self, what, hits, exact):
        self.near(what, hits.mean(), exact, math.sqrt(exact * (1 - exact) / len(hits)))

    def correlation(self, what, r, exact, n):
        self.near(what, r, exact, (1 - exact**2 + 0.02) / math.sqrt(n) * 1.2)


def phase(site, durations, more="", country="GB", phase="p"):
    chain, before = "", None
    for name, duration in durations.items():
        after = f'after = ["{before}"]\n' if before else ""
        chain += f"[site.{site}.phase.{phase}.activity.{name}]\n{after}duration = {duration}\n"
        before = name
    return (f'[site.{site}]\nannounced = 2025-01-01\ncountry = "{country}"\noperator = "{site.upper()}"\n'
            f'[site.{site}.phase.{phase}]\nchip = "h100"\ngpus = 1000\n{more}\n{chain}')


TEN = {f"a{i}": '{ normal = { mean = "10 days", sd = "2 days" } }' for i in range(10)}
SPREAD = '{ triangular = { min = "90 days", mode = "100 days", max = "120 days" } }'
EVENT = """
[risk.event]
probability = 0.5
factor = { triangular = { min = %s, mode = %s, max = %s } }
applies_to = { country = "GB" }
%s
"""


def x4(check, run):
    """Ten normals with a common correlation: sd is 2 sqrt(10 + 90 rho), and so P80."""
    for rho in (0, 0.2, 0.3, 0.5, 1):
        tie = f'[correlation.g]\nrho = {rho}\napplies_to = {{ activity = "a*" }}\n'
        x = run(phase("s", TEN) + tie).online["s.p"]
        sd = 2 * math.sqrt(10 + 90 * rho)
        check.mean(f"rho {rho}", x, 100)
        check.sd(f"rho {rho}", x, sd)
        p = float(stats.norm.sf(stats.norm.ppf(0.8)))
        check.chance(f"rho {rho} P80", x > 100 + sd * stats.norm.ppf(0.8), p)


def x7(check, run):
    """An event that stretches two works and nothing else: correlation 1; for each phase by itself, none."""
    text = phase("s", {"a": '"100 days"'}) + phase("t", {"a": '"100 days"'})
    for each in ("", 'each = "phase"', 'each = "site"', 'each = "activity"'):
        run_of = run(text + EVENT % (0.95, 1.05, 1.15, each)).online
        x, y = run_of["s.p"], run_of["t.p"]
        check.mean(each, x, 102.5)
        check.sd(each, x, 3.8188)
        check.correlation(each, np.corrcoef(x, y)[0, 1], 0.0 if each else 1.0, len(x))
        if not each:
            check.near("both the same", np.abs(x - y).max(), 0)


def x8(check, run):
    """The same with a spread of each work's own."""
    run_of = run(phase("s", {"a": SPREAD}) + phase("t", {"a": SPREAD}) + EVENT % (0.9, 1.1, 1.4, "")).online
    x, y = run_of["s.p"], run_of["t.p"]
    check.mean("x", x, 110.222)
    check.sd("x", x, 12.1835)
    check.correlation("r", np.corrcoef(x, y)[0, 1], 0.69937, len(x))


def levels(check, run):
    """Nested levels: rho adds up over what two members share. A group reaches the selected works alone."""
    one = {"a": '{ normal = { mean = "100 days", sd = "10 days" } }'}
    text = "".join(phase(site, one, country=country) for site, country in (("s", "GB"), ("t", "GB"), ("u", "US")))
    text += phase("s", one, phase="q").split("\n", 4)[4]
    text += '[correlation.g]\nlevels = { country = 0.2, site = 0.3 }\napplies_to = { activity = "a" }\n'
    x = run(text).online
    for a, b, exact in (("s.p", "s.q", 0.5), ("s.p", "t.p", 0.2), ("s.p", "u.p", 0), ("t.p", "u.p", 0)):
        check.correlation(f"{a} {b}", np.corrcoef(x[a], x[b])[0, 1], exact, TRIALS)
    check.sd("s.p", x["s.p"], 10)


def copulas(check, run):
    """Gauss and t, by matrix and by rho: rank correlation and both in the worst twentieth."""
    laws = {"s": '"50 to 200 days"', "t": '{ mixture = [ { weight = 2, of = "50 to 90 days" }, { weight = 1, of = '
            '"100 to 300 days" } ] }'}
    text = "".join(phase(site, {"a": law}) for site, law in laws.items())
    named = ", ".join(f'"site.{site}.phase.p.activity.a.duration"' for site in laws)
    score = 2 * math.sin(math.pi * 0.6 / 6)
    matrix = f"[correlation.g]\nnames = [{named}]\nmatrix = [[1, 0.6], [0.6, 1]]\n"
    common = f'[correlation.g]\nrho = {score}\napplies_to = {{ activity = "a" }}\n'
    for name, tie, df in (("matrix", matrix, None), ("rho", common, None), ("t", common + 'copula = "t"\ndf = 4\n', 4),
                          ("t matrix", matrix + 'copula = "t"\ndf = 3\n', 3)):
        x = run(text + tie).online
        s, t = x["s.p"], x["t.p"]
        check.mean(name, np.log(s), math.log(100))
        tau = stats.kendalltau(s[:50_000], t[:50_000]).statistic
        check.correlation(name + " Kendall", tau, 2 / math.pi * math.asin(score), 50_000)
        if df is None:
            check.correlation(name + " Spearman", stats.spearmanr(s, t).statistic, 0.6, TRIALS)
        cut = stats.norm.ppf(0.05) if df is None else stats.t.ppf(0.05, df)
        cov = [[1, score], [score, 1]]
        joint = (stats.multivariate_normal(cov=cov) if df is None else stats.multivariate_t(shape=cov, df=df)).cdf(
            [cut, cut])
        ends = [np.quantile(x, 0.95) for x in (s, t)]
        check.chance(name + " both late", (s > ends[0]) & (t > ends[1]), float(joint))
        late = sum(w * stats.norm.sf((math.log(95) - (math.log(a) + math.log(b)) / 2) * 2 * oracle.Z90 / math.log(b / a))
                   for w, a, b in ((2 / 3, 50, 90), (1 / 3, 100, 300)))
        check.chance(name + " the mixture's tail", t > 95, late)


def attrition(check, run):
    """Gates, a cancellation that strikes once or each site, and what waits for a lost phase."""
    text = """
[site.s]
announced = 2025-01-01
country = "GB"
[site.s.phase.p]
chip = "h100"
gpus = 1000
proceed = 0.9
[site.s.phase.p.activity.done]
finished = 2025-01-01
gate = 0.1
[site.s.phase.p.activity.a]
after = ["done"]
duration = "50 days"
gate = 0.8
[site.s.phase.p.activity.b]
after = ["a", "t.p.online + 1 months"]
duration = "50 days"
gate = "50 %"
""" + phase("t", {"a": '"10 days"'})
    stop = '[risk.stop]\nprobability = 0.1\ncancel = true\napplies_to = { country = "GB" }\n'
    for each, both in (("", 0.1), ('each = "site"', 1 - 0.9 * 0.9)):
        x = run(text + stop + each).online
        lost = {path: np.isinf(days) for path, days in x.items()}
        check.chance("t lost", lost["t.p"], 0.1)
        own = 0.9 * 0.8 * 0.5
        check.chance("s lost", lost["s.p"], 1 - own * (1 - both))
        check.near("s never outlives t", (lost["t.p"] & ~lost["s.p"]).sum(), 0)
        check.near("s date", x["s.p"][~lost["s.p"]].max(), 100)


WORK = """
[site.s]
announced = 2025-01-01
country = "GB"
zone = "gb-x"
operator = "S"
seen = 2025-02-10
[site.s.phase.running]
chip = "h100"
gpus = 1000
actual_online = 2025-02-01
[site.s.phase.network]
chip = "h100"
gpus = 1000
[site.s.phase.network.activity.done]
finished = 2025-02-01
[site.s.phase.network.activity.under-way]
started = 2025-01-01
duration = "100 days"
[site.s.phase.network.activity.to-do]
after = ["done", "under-way"]
duration = "30 days"
[site.s.phase.span]
chip = "gb300"
gpus = 1000
online = 2025-04-10
overrun = 1
[site.s.phase.dated]
chip = "h100"
gpus = 1000
expected = 2025-05-21
operator = "T"
[site.s.grid.past]
capacity = "10 MW"
actual_energised = 2025-01-01
[site.s.grid.first]
capacity = "20 MW"
energised = 2025-03-12
[zone.gb-x]
country = "GB"
"""


def what_is_left(check, run):
    """Factors and delays act on what is left to do, facts are untouched, selectors find what they name."""
    base = {"running": 31, "network": 130, "span": 100, "dated": 140, "first": 70, "past": 0}
    cases = [
        ("", {}),
        ('factor = 2\napplies_to = { site = "s" }', {"network": 40 + 2 * 90, "span": 160, "dated": 240}),
        ('delay = "10 days"\napplies_to = { site = "s" }', {"network": 140, "span": 110, "dated": 150}),
        ('delay = "10 days"\napplies_to = { activity = "*" }', {"network": 150, "span": 110, "dated": 150, "first": 80}),
        ('delay = "10 days"\napplies_to = { activity = ["to-*", "online"] }', {"network": 140, "span": 110, "dated": 150}),
        ('factor = 3\ndelay = "1 days"\napplies_to = { activity = "energisation", zone = "gb-*" }', {"first": 131}),
        ('factor = 2\napplies_to = { operator = "T" }', {"dated": 240}),
        ('factor = 2\napplies_to = { chip = "gb*" }', {"span": 160}),
        ('factor = 2\noff = true\napplies_to = { site = "s" }', {}),
        ('factor = 2\napplies_to = { phase = ["span", "dated"], country = "G*" }', {"span": 160, "dated": 240}),
        ('size = "25 %"\napplies_to = { activity = "online" }', {"size": 250}),
        ('cancel = true\napplies_to = { activity = "energisation" }', {"first": np.inf}),
    ]
    for risk, moved in cases:
        out = run(WORK + (f"[risk.r]\nprobability = 1\n{risk}\n" if risk else ""))
        expected = {**base, **moved}
        for name in ("running", "network", "span", "dated"):
            days = out.online[f"s.{name}"]
            check.near(f"{risk}: {name}", days[0], expected[name])
            check.near(f"{risk}: {name} varies", np.ptp(days), 0)
            size = expected.get("size", 1000) if name in ("span", "dated") else 1000
            check.near(f"{risk}: {name} GPUs", out.gpus[f"s.{name}"][-1], size)
        for name in ("past", "first"):
            day = out.stages[f"s.{name}"][0][0]
            check.near(f"{risk}: {name}", 0.0 if day == expected[name] else day - expected[name], 0)


def branches(check, run):
    """A story sets several quantities together."""
    out = run(WORK + """
[branch.plan]
options = [
  { weight = 3, set = { "site.s.grid.first.capacity" = "50 MW", "site.s.phase.span.gpus" = "2 k" } },
  { weight = 1, set = { "site.s.grid.first.capacity" = "90 MW", "site.s.grid.first.energised" = 2025-04-11 } },
]
""")
    day, mw = out.stages["s.first"]
    gpus = out.gpus["s.span"]
    check.chance("90 MW", mw > 80, 0.25)
    check.near("MW and GPUs", (np.abs(mw - 90) < 1e-3) @ (np.abs(gpus - 1000) > 1e-3), 0)
    check.near("MW and date", ((mw > 80) != (day > 75)).sum(), 0)
    check.near("no third", ((np.abs(mw - 50) > 1e-3) & (np.abs(mw - 90) > 1e-3)).sum(), 0)


def drivers(check, run):
    """A size driver and a duration driver; the draws of `each`."""
    text = phase("s", {"a": '"100 days"'}) + phase("t", {"a": '"100 days"'})
    tri = "{ triangular = { min = 0.5, mode = 1, max = 1.2 } }"
    out = run(text + f'[driver.d]\nfactor = {tri}\non = "size"\napplies_to = {{ country = "GB" }}\n')
    check.mean("GPUs", out.gpus["s.p"], 900)
    check.near("both", np.abs(out.gpus["s.p"] - out.gpus["t.p"]).max(), 0)
    out = run(text + f'[driver.d]\nfactor = {tri}\neach = "site"\napplies_to = {{ activity = "a" }}\n')
    check.mean("days", out.online["s.p"], 90)
    check.correlation("days", np.corrcoef(out.online["s.p"], out.online["t.p"])[0, 1], 0, TRIALS)


def shipped(check, run):
    """Not an exact answer: the two programs against each other on the shipped scenario."""
    if run.name != "oracle":
        return
    folder = HERE.parents[1] / "scenarios"
    text = (folder / "uk-2025.toml").read_text(encoding="utf-8")
    text = text.replace('"parts/', f'"{folder}/parts/')  # it is read from another folder
    ours, theirs = run(text), PROGRAMS["numpy"](world_of(text), TRIALS)
    far = 2.8 * math.sqrt(2 / TRIALS)  # two empirical distributions lie further apart once in 3,000,000 times
    horizon = 2922.0
    for path, x in ours.online.items():
        check.near(path + " online", distance(x, theirs.online[path]), 0, far / WIDTH)
        check.near(path + " GPUs", distance(ours.gpus[path], theirs.gpus[path]), 0, far / WIDTH)
    # Where one trial in twenty at least comes, or the error of a correlation is not that of a normal pair.
    paths = [path for path, x in ours.online.items() if 0.05 < (x < horizon).mean() and np.ptp(np.minimum(x, horizon)) > 1]
    r, s = (np.corrcoef([np.minimum(of.online[path], horizon) for path in paths]) for of in (ours, theirs))
    worst = np.abs(r - s).max()
    check.near("largest difference of correlations", worst, 0, 2 / math.sqrt(TRIALS))


def distance(x, y):
    """The largest distance of two empirical distributions, between the values of 32-bit floats."""
    x, y = np.sort(x), np.sort(y)
    at = np.unique(np.quantile(x[np.isfinite(x)], np.linspace(0.001, 1, 1000))) * (1 + 1e-5) + 1e-3
    return np.abs(np.searchsorted(x, at, side="right") - np.searchsorted(y, at, side="right")).max() / len(x)


CASES = (x4, x7, x8, levels, copulas, attrition, what_is_left, branches, drivers, shipped)


def main():
    wanted = sys.argv[1:] or [case.__name__ for case in CASES]
    check = Check()
    for case in CASES:
        if case.__name__ not in wanted:
            continue
        for name, program in PROGRAMS.items():
            before = len(check.wrong)
            run = lambda text: program(world_of(text), TRIALS)
            run.name = name
            case(check, run)
            check.wrong[before:] = [f"{name} {case.__name__} {each}" for each in check.wrong[before:]]
    print("\n".join(check.wrong))
    print(f"{check.compared} compared, {len(check.wrong)} wrong")
    sys.exit(bool(check.wrong))


if __name__ == "__main__":
    main()
