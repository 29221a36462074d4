"""The scenario's phases, activities and sites, each value with its sampler: what the benchmark's NumPy program draws."""

# Made with Python 3.11.7, NumPy 2.4.6.

import math

import numpy as np
from samplers import EPOCH, REAL, Beyond, Choice, Fixed, median, oracle, sampler

from dependence import Work  # tests/oracle, where samplers.py looks

COMPUTE_UNIT = 1e15  # operations per second: so that squares stay within a 32-bit float


class Phase:
    """What a phase draws, and its columns of all trials."""

    def __init__(self, world, path, shared):
        self.path, (self.site, phase_id) = path, path.split(".")
        self.address, self.id = f"site.{self.site}.phase.{phase_id}.", phase_id
        entry, self.site_entry = world.phases[path], world.sites[self.site]
        default, catalogue = world.catalogue.default["phase"], world.catalogue
        self.entry = entry
        self.seen = world.seen(path) - EPOCH
        self.announced = oracle.plain_date(entry.get("announced", self.site_entry.get("announced"))) - EPOCH
        self.deadline = oracle.deadline(entry["online"]) - EPOCH if "online" in entry else None
        self.chips, self.chip_choice = [entry["chip"]], None
        if isinstance(entry["chip"], dict):
            self.chips = entry["chip"]["values"]
            weights = np.array(entry["chip"]["weights"], float)
            self.chip_choice = Choice(range(len(self.chips)), weights / weights.sum())
        self.ops = [float(catalogue.chips[chip]["ops_8bit"]) / COMPUTE_UNIT for chip in self.chips]
        self.sized_by = "gpus" if "gpus" in entry else "it_load"
        law = oracle.quantity(entry[self.sized_by], "count" if self.sized_by == "gpus" else "power")
        own = lambda key, kind: shared.sampler(self.address + key, entry.get(key, default[key]["value"]), kind)
        middle = lambda key: median(oracle.quantity(entry.get(key, default[key]["value"]), "share"))
        self.size_law, self.amount = law, shared.sampler(
            self.address + self.sized_by, entry[self.sized_by], "count" if self.sized_by == "gpus" else "power")
        self.fact = "actual_online" in entry
        self.delivered = None if self.fact else own("delivered", "share")
        self.mfu, self.availability = own("mfu", "share"), own("availability", "share")
        self.useful = middle("mfu") * middle("availability")
        ramp = own("ramp", "duration")
        self.ramp = None if isinstance(ramp, Fixed) and ramp.value == 0 else ramp
        self.plan_schedule(entry, default, catalogue, shared)

    def plan_schedule(self, entry, default, catalogue, shared):
        self.activities, self.restart, self.proceed = {}, None, 1.0
        if self.fact:
            law = sampler(oracle.quantity(entry["actual_online"], "date"), is_date=True)
            self.online_law = law if isinstance(law, Fixed) else Beyond(law, self.seen, above=False)
            return
        if "paused" in entry:
            self.restart = shared.sampler(self.address + "restart.date", entry["restart"]["date"], "date", is_date=True,
                                          beyond=self.seen + EPOCH)
            self.proceed = oracle.number(entry["restart"]["probability"], "share")
        else:
            proceed = entry.get("proceed", default["proceed"]["value"])
            if "commitment" in entry:
                proceed = catalogue.commitment[entry["commitment"]]
            self.proceed = oracle.number(proceed, "share")
        stopped = oracle.plain_date(entry["paused"]) - EPOCH if "paused" in entry else self.seen
        self.stopped = stopped
        if "activity" in entry:
            self.activities = {name: Activity(fields, Work("activity", self.site, self.id, name), stopped, shared)
                               for name, fields in entry["activity"].items()}
            # Gates are passed or not independently of one another: one chance for all.
            self.proceed *= math.prod(each.gate for each in self.activities.values())
            self.order_network()
        elif "online" in entry:
            self.work = Work("online", self.site, self.id, "overrun")
            self.span = self.deadline - self.announced
            self.elapsed = max(stopped - self.announced, 0.0)
            self.overrun = shared.sampler(
                self.work.address, entry.get("overrun", default["overrun"]["value"]), "factor", catalogue.classes,
                beyond=self.elapsed / self.span if self.elapsed > 0 else None)
        else:
            self.work, self.span = Work("online", self.site, self.id, "expected"), None
            self.expected = shared.sampler(self.work.address, entry["expected"], "date", is_date=True,
                                           beyond=self.seen + EPOCH)

    def order_network(self):
        inside = lambda name: [link for link, _, inner in self.activities[name].after if inner]
        done = []
        while len(done) < len(self.activities):
            ready = [a for a in self.activities if a not in done and all(b in done for b in inside(a))]
            if not ready:
                raise ValueError(f"{self.path}: a cycle")
            done += ready
        followed = {b for a in self.activities for b in inside(a)}
        self.order, self.ends = done, [a for a in done if a not in followed]

    def installed(self, t, here, out=None):
        """GPUs installed at an instant (one for all trials, or each its own)."""
        if self.slope is None:
            return np.multiply(self.online[here] <= t, self.size[here], out=out)
        out = np.subtract(t, self.online[here], out=out)
        out *= self.slope[here]
        np.maximum(out, REAL(0), out=out)
        return np.minimum(out, self.size[here], out=out)

    def waits_for(self):
        links = [link for activity in self.activities.values() for link, _, inner in activity.after if not inner]
        return [".".join(link.split(".")[:2]) for link in links if link.count(".") == 2]


class Activity:
    def __init__(self, fields, work, stopped, shared):
        self.work, self.gate = work, 1.0
        self.after, self.finished, self.started, self.elapsed = [], None, None, 0.0
        for text in fields.get("after", []):
            target, _, lag = text.partition(" + ")
            self.after.append((target, REAL(oracle.number(lag, "duration") if lag else 0), "." not in target))
        if "finished" in fields:
            self.finished = oracle.plain_date(fields["finished"]) - EPOCH
            return
        self.gate = oracle.number(fields.get("gate", 1), "share")
        if "started" in fields:
            if self.after:
                raise NotImplementedError("work started before its predecessors")
            self.started = oracle.plain_date(fields["started"]) - EPOCH
            self.elapsed = stopped - self.started
        self.duration = shared.sampler(work.address, fields["duration"], "duration",
                                       beyond=self.elapsed if "started" in fields else None)


class Site:
    def __init__(self, world, name, phases, shared):
        self.name, entry = name, world.sites[name]
        self.entry, self.phases = entry, [phase for phase in phases if phase.site == name]
        default = world.catalogue.default["site"]
        law = lambda key, kind: oracle.quantity(entry.get(key, default[key]["value"]), kind)
        self.laws = {key: law(key, kind) for key, kind in
                     (("pue_peak", "ratio"), ("pue", "ratio"), ("load_factor", "share"))}
        self.peak, self.mean = sampler(self.laws["pue_peak"]), sampler(self.laws["pue"])
        path = f"site.{name}."
        for key in ("pue_peak", "pue"):
            if path + key in shared.ties.group_of or path + key in shared.ties.stories:
                raise NotImplementedError(f"{path + key} tied to others")
        self.load = shared.sampler(path + "load_factor", entry.get("load_factor", default["load_factor"]["value"]), "share")
        seen = self.seen = oracle.plain_date(entry["seen"]) - EPOCH if "seen" in entry else world.as_of - EPOCH
        self.stages = []
        for stage, fields in entry.get("grid", {}).items():
            fact = "actual_energised" in fields
            if fact:
                day = sampler(oracle.quantity(fields["actual_energised"], "date"), is_date=True)
                day = day if isinstance(day, Fixed) else Beyond(day, seen, above=False)
            else:
                day = shared.sampler(f"{path}grid.{stage}.energised", fields["energised"], "date", is_date=True,
                                     beyond=seen + EPOCH)
            capacity = shared.sampler(f"{path}grid.{stage}.capacity", fields["capacity"], "power")
            self.stages.append((stage, day, capacity, Work("energisation", name, "", stage)))
