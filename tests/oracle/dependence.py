"""What ties a scenario's sites together, read and resolved: drivers, risks, correlation groups, branches.

No random number is drawn here: selectors become lists of works and phases, `each` becomes the name of
the draw that a work or a phase shares, tables become distributions. The oracle and the benchmark's
NumPy program both draw from this, each in its own way.

A *work* is what has a duration: an activity, the span of a phase without a network, the wait for a grid
stage. What has happened is a fact, and no work. A draw is named (kind, id, field, key): with `each` the key is
the site, phase or work that it is for.
"""

# Made with Python 3.11.7, NumPy 2.4.6.

import re
from typing import NamedTuple

import numpy as np

KNOWN = {
    "driver": {"name", "factor", "on", "each", "applies_to", "sources", "assumptions"},
    "risk": {"name", "probability", "delay", "factor", "size", "cancel", "each", "off", "mitigated", "applies_to",
             "sources", "assumptions"},
    "correlation": {"name", "rho", "levels", "names", "matrix", "copula", "df", "applies_to", "sources", "assumptions"},
    "branch": {"name", "options", "sources", "assumptions"},
    "option": {"name", "weight", "set"},
    "selector": {"site", "phase", "activity", "zone", "country", "operator", "customer", "programme", "chip", "tag"},
    "mitigated": {"probability", "delay", "factor", "size", "cancel", "cost", "name", "sources"},
}
EFFECTS = {"delay": "duration", "factor": "factor", "size": "share"}


def only_known(table, what, path):
    if unknown := set(table) - KNOWN[what]:
        raise NotImplementedError(f"{path}: {sorted(unknown)}")


def listed(value):
    return value if isinstance(value, list) else [value]


class Work(NamedTuple):
    kind: str  # "activity", "online" (a span) or "energisation" (a wait)
    site: str
    phase: str  # "" of a wait
    name: str  # the activity; "overrun" or "expected"; the stage

    @property
    def address(self):
        if self.kind == "activity":
            return f"site.{self.site}.phase.{self.phase}.activity.{self.name}.duration"
        if self.kind == "online":
            return f"site.{self.site}.phase.{self.phase}.{self.name}"
        return f"site.{self.site}.grid.{self.name}.energised"

    @property
    def phase_path(self):
        return f"{self.site}.{self.phase}" if self.phase else None


def open_works(world):
    """All works that are open or under way."""
    for site_id, site in world.sites.items():
        for stage_id, stage in site.get("grid", {}).items():
            if "actual_energised" not in stage:
                yield Work("energisation", site_id, "", stage_id)
    for path, phase in world.phases.items():
        site_id, phase_id = path.split(".")
        if "actual_online" in phase:
            continue
        if "activity" not in phase:
            yield Work("online", site_id, phase_id, "overrun" if "online" in phase else "expected")
        for name, fields in phase.get("activity", {}).items():
            if "finished" not in fields:
                yield Work("activity", site_id, phase_id, name)


def traits(world, site_id, phase_path=None):
    """What a selector sees of a site, or of a phase: a set of words for each key."""
    site = world.sites[site_id]
    phase = world.phases[phase_path] if phase_path else {}
    said = lambda key: phase.get(key, site.get(key, []))
    zone = site.get("zone")
    country = site.get("country") or world.zones.get(zone, {}).get("country")
    programmes, queue = set(), list(listed(said("programme")))
    while queue:
        programme = queue.pop()
        if programme not in programmes:
            programmes.add(programme)
            queue += world.programmes[programme].get("part_of", [])
    chip = phase.get("chip", [])
    chips = chip.get("values", []) if isinstance(chip, dict) else listed(chip)
    return {"site": {site_id}, "phase": {phase_path.split(".")[1]} if phase_path else set(),
            "zone": {zone} - {None}, "country": {country} - {None}, "operator": set(listed(said("operator"))),
            "customer": set(listed(said("customer"))), "programme": programmes, "chip": set(chips),
            "tag": set(listed(said("tags")))}


def matches(selector, words):
    def one(pattern, word):
        return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), word)

    return all(any(one(pattern, word) for pattern in listed(wanted) for word in words[key])
               for key, wanted in selector.items())


class Reach:
    """What a selector finds."""

    def __init__(self, world, selector, path):
        only_known(selector, "selector", path)
        self.by_activity = "activity" in selector
        self.works = []
        for work in open_works(world):
            words = traits(world, work.site, work.phase_path)
            words["activity"] = {work.name if work.kind == "activity" else work.kind}
            if matches(selector, words) and (self.by_activity or work.kind != "energisation"):
                self.works.append(work)
        if self.by_activity:
            self.phases = sorted({work.phase_path for work in self.works} - {None})
        else:
            self.phases = [path for path, phase in world.phases.items() if "actual_online" not in phase
                           and matches(selector, traits(world, path.split(".")[0], path))]
        if not self.works and not self.phases:
            raise ValueError(f"{path}: its selector matches nothing")


    @staticmethod
    def finds(world, table, kind, name):
        """Whether there is anything for it; for a correlation group two or more."""
        if "applies_to" not in table:
            return True
        try:
            reach = Reach(world, table["applies_to"], f"{kind}.{name}")
        except ValueError:
            return False
        return kind != "correlation" or len(reach.works) > 1


def key_for_work(each, work):
    return {None: "", "site": work.site, "phase": work.phase_path or work.address, "activity": work.address}[each]


def key_for_phase(each, path):
    return {None: "", "site": path.split(".")[0], "phase": path, "activity": path}[each]


class Level(NamedTuple):
    by: str
    rho: float
    names: list  # of each member; None where it shares with nobody


class Group:
    """Variables whose uniforms depend on each other."""

    def __init__(self, world, group_id, table):
        path = f"correlation.{group_id}"
        only_known(table, "correlation", path)
        self.id, self.levels, self.root = group_id, [], None
        self.df = float(table.get("df", 4)) if table.get("copula") == "t" else None
        if "names" in table:
            # An activity stands for its duration.
            self.members = [re.sub(r"(\.activity\.[^.]+)$", r"\1.duration", name) for name in table["names"]]
        if "names" in table and "rho" in table:
            self.levels = [Level("all", float(table["rho"]), [""] * len(self.members))]
            return
        if "names" in table:
            scores = 2 * np.sin(np.pi * np.array(table["matrix"], float) / 6)
            np.fill_diagonal(scores, 1.0)
            values, vectors = np.linalg.eigh(scores)
            if values.min() < -1e-8:
                raise ValueError(f"{path}: not positive semidefinite")
            self.root = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
            return
        works = sorted(Reach(world, table["applies_to"], path).works, key=lambda work: work.address)
        self.members = [work.address for work in works]
        for by, rho in table.get("levels", {"all": table.get("rho")}).items():
            self.levels.append(Level(by, float(rho), [self.shared(world, work, by) for work in works]))
        if self.own() < 0:
            raise ValueError(f"{path}: the levels add up to more than 1")

    def own(self):
        """The part of a score's variance that is a member's own."""
        return 1 - sum(level.rho for level in self.levels)

    @staticmethod
    def shared(world, work, by):
        if by == "all":
            return ""
        if by == "phase":
            return work.phase_path
        return next(iter(traits(world, work.site, work.phase_path)[by]), None)


class Ties:
    """For each work and phase the draws that act on it; the groups by member; the stories by address."""

    def __init__(self, world, quantity, mitigated=False, independent=False):
        raw = world.raw
        self.laws, self.events = {}, {}  # (kind, id, field) -> distribution; risk -> its chance
        self.factors, self.delays, self.never = {}, {}, {}  # work -> names of draws
        self.phase_delays, self.sizes, self.cancels = {}, {}, {}  # phase -> names of draws
        # What came with a shared part and has nothing to act on is left out.
        acts = lambda kind, name, table: (kind, name) not in world.parts or Reach.finds(world, table, kind, name)
        of = lambda kind: [(name, table) for name, table in raw.get(kind, {}).items() if acts(kind, name, table)]
        for name, table in of("driver"):
            self.driver(world, name, table, quantity, independent)
        for name, table in of("risk"):
            self.risk(world, name, table, quantity, mitigated, independent)
        self.groups, self.group_of = [], {}
        for name, table in of("correlation"):
            if not independent:
                self.group(Group(world, name, table))
        self.weights, self.stories = {}, {}  # branch -> weights; address -> (branch, {option: value})
        for name, table in raw.get("branch", {}).items():
            self.branch(name, table)

    @staticmethod
    def note(held, key, draw):
        held.setdefault(key, []).append(draw)

    def driver(self, world, name, table, quantity, independent):
        only_known(table, "driver", f"driver.{name}")
        reach = Reach(world, table["applies_to"], f"driver.{name}")
        each = "activity" if independent else table.get("each")
        self.laws["driver", name, "factor"] = quantity(table["factor"], "factor")
        draw = lambda key: ("driver", name, "factor", key)
        if table.get("on", "duration") == "duration":
            for work in reach.works:
                self.note(self.factors, work, draw(key_for_work(each, work)))
        elif table["on"] == "size":
            for path in reach.phases:
                self.note(self.sizes, path, draw(key_for_phase(each, path)))

    def risk(self, world, name, table, quantity, mitigated, independent):
        only_known(table, "risk", f"risk.{name}")
        only_known(table.get("mitigated", {}), "mitigated", f"risk.{name}.mitigated")
        if table.get("off"):
            return
        if mitigated:
            table = {**table, **table.get("mitigated", {})}
        reach = Reach(world, table["applies_to"], f"risk.{name}")
        each = "activity" if independent else table.get("each")
        self.events[name] = quantity(table["probability"], "share")
        for field, kind in EFFECTS.items():
            if field in table:
                self.laws["risk", name, field] = quantity(table[field], kind)
        works = {work: key_for_work(each, work) for work in reach.works}
        phases = {path: key_for_phase(each, path) for path in reach.phases}
        on_works = {"factor": self.factors, "delay": self.delays if reach.by_activity else None}
        on_phases = {"size": self.sizes, "delay": None if reach.by_activity else self.phase_delays}
        for field in EFFECTS:
            for things, held in ((works, on_works.get(field)), (phases, on_phases.get(field))):
                if field in table and held is not None:
                    for thing, key in things.items():
                        self.note(held, thing, ("risk", name, field, key))
        if table.get("cancel"):
            for path, key in phases.items():
                self.note(self.cancels, path, ("risk", name, "", key))
            for work, key in works.items():
                if work.kind == "energisation":
                    self.note(self.never, work, ("risk", name, "", key))

    def group(self, group):
        self.groups.append(group)
        for member in group.members:
            if member in self.group_of:
                raise ValueError(f"{member} is in two correlation groups")
            self.group_of[member] = group

    def branch(self, name, table):
        only_known(table, "branch", f"branch.{name}")
        weights = [option["weight"] for option in table["options"]]
        self.weights[name] = np.array(weights, float) / np.sum(weights)
        for index, option in enumerate(table["options"]):
            only_known(option, "option", f"branch.{name}")
            for address, value in option["set"].items():
                owner, told = self.stories.setdefault(address, (name, {}))
                if owner != name:
                    raise ValueError(f"{address} is set by two branches")
                told[index] = value
