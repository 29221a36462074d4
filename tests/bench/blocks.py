"""A block of trials: drawn, worked through its networks, its dates counted, its columns kept for the months."""

# Made with Python 3.11.7, NumPy 2.4.6.

import mmap

import numpy as np
from entities import Phase, Site
from samplers import EPOCH, REAL, Fixed, oracle, sampler
from shared import Shared
from tallies import NEVER_DAY, Tallies

BLOCK = 8192


class Columns:
    """Columns of all trials in memory that forked processes share."""

    def __init__(self, trials):
        self.trials = trials

    def new(self):
        return shared((self.trials,), REAL)


def shared(shape, dtype):
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    return np.frombuffer(mmap.mmap(-1, max(size, 1)), dtype=dtype, count=int(np.prod(shape))).reshape(shape)


class Simulation:
    def __init__(self, world, trials, seed):
        self.world, self.n, self.seed = world, trials, seed
        self.as_of = world.as_of - EPOCH
        self.edges = [edge - EPOCH for edge in world.month_ends()]
        self.shared = Shared(world)
        self.phases = {path: Phase(world, path, self.shared) for path in world.phases}
        self.sites = [Site(world, name, self.phases.values(), self.shared) for name in world.sites]
        self.shared.settled()
        used = sorted({chip for phase in self.phases.values() for chip in phase.chips})
        self.watts = {chip: sampler(oracle.quantity(world.catalogue.chips[chip]["watts"], "watts")) for chip in used}
        self.order = self.in_order()
        self.tallies = Tallies()
        self.keep_columns()

    def in_order(self):
        done = []
        while len(done) < len(self.phases):
            ready = [p for p in self.phases.values() if p not in done
                     and all(self.phases[b] in done for b in p.waits_for())]
            if not ready:
                raise ValueError("a cycle of phases")
            done += ready
        return done

    def keep_columns(self):
        """What the months need of each trial, and between which dates a block's sites change."""
        new = Columns(self.n).new
        for site in self.sites:
            site.columns = {"peak": new(), "mean": new()}
            site.dates, site.capacities = [new() for _ in site.stages], [new() for _ in site.stages]
        chip_watts = {chip: new() for chip in self.watts}
        for phase in self.phases.values():
            phase.online, phase.size, phase.useful_ops = new(), new(), new()
            phase.slope = new() if phase.ramp else None
            phase.it = chip_watts[phase.chips[0]] if phase.chip_choice is None else new()
            phase.ops_column = None if phase.chip_choice is None else new()
        self.chip_watts = chip_watts
        blocks = -(-self.n // BLOCK)
        self.spans = {key: shared((blocks, 2), np.float64) for key in [*self.phases, *(s.name for s in self.sites)]}

    def fill(self, block):
        low, high = block * BLOCK, min((block + 1) * BLOCK, self.n)
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=(block,))))
        here, new = slice(low, high), lambda: np.empty(high - low, REAL)
        self.shared.begin(high - low)
        for chip, law in self.watts.items():
            law.draw(rng, self.chip_watts[chip][here])
            self.chip_watts[chip][here] *= REAL(1e-6)
        for site in self.sites:
            self.fill_site(site, rng, here, new)
        online, ready = {}, {}
        for phase in self.order:
            self.fill_phase(phase, rng, here, new, online, ready)
        for site in self.sites:
            self.complete(site, block, here)

    def fill_site(self, site, rng, here, new):
        # One normal for both PUEs: a site that is good at peak is good over the year.
        peak, mean = site.columns["peak"][here], site.columns["mean"][here]
        score = site.peak.score(rng, new())
        site.peak.from_score(score, peak)
        site.mean.from_score(score, mean)
        mean *= site.load.draw(rng, new())
        for (name, day, capacity, work), date_column, capacity_column in zip(site.stages, site.dates, site.capacities):
            date = day.draw(rng, date_column[here])
            if self.shared.touches(work):
                date -= REAL(site.seen)
                self.shared.stretch(rng, work, date)
                date += REAL(site.seen)
            if work in self.shared.never:
                date[self.shared.any(rng, self.shared.never[work])] = np.inf
            capacity.draw(rng, capacity_column[here])
            self.tallies.date((site.name, name, "energised"), date)

    def fill_phase(self, phase, rng, here, new, online_of, ready_of):
        size = phase.amount.draw(rng, phase.size[here])
        it = phase.it[here]
        if phase.chip_choice is not None:
            self.pick_chips(phase, rng, here, it)
        if phase.sized_by == "it_load":
            size /= it
        if phase.delivered is not None and not (isinstance(phase.delivered, Fixed) and phase.delivered.value == 1):
            size *= phase.delivered.draw(rng, new())
        if phase.path in self.shared.sizes:
            size *= self.shared.product(rng, self.shared.sizes[phase.path])
        useful = phase.mfu.draw(rng, phase.useful_ops[here])
        useful *= phase.availability.draw(rng, new())
        useful *= REAL(phase.ops[0]) if phase.ops_column is None else phase.ops_column[here]
        online, ready = self.schedule(phase, rng, here, new, online_of, ready_of)
        phase.online[here] = online
        if phase.ramp:
            np.divide(size, phase.ramp.draw(rng, new()), out=phase.slope[here])
        online_of[phase.path], ready_of[phase.path] = online, ready
        for name, days in (("ready", ready), ("online", online)):
            self.tallies.date((phase.path, name), days)
        if phase.deadline is not None:
            self.tallies.slip((phase.path, "online"), online, phase.deadline)

    def pick_chips(self, phase, rng, here, it):
        picked = phase.chip_choice.pick(rng, len(it))
        ops = phase.ops_column[here]
        it[:], ops[:] = self.chip_watts[phase.chips[0]][here], phase.ops[0]
        for index, chip in enumerate(phase.chips[1:], 1):
            mine = picked if len(phase.chips) == 2 else picked == index
            np.copyto(it, self.chip_watts[chip][here], where=mine)
            np.copyto(ops, REAL(phase.ops[index]), where=mine)

    def schedule(self, phase, rng, here, new, online_of, ready_of):
        if phase.fact:
            day = phase.online_law.draw(rng, new())
            return day, day
        restart = phase.restart.draw(rng, new()) if phase.restart else None
        site = next(site for site in self.sites if site.name == phase.site)
        if phase.activities:
            ready = self.network(phase, site, rng, here, new, restart, online_of, ready_of)
        elif phase.span is None:
            ready = phase.expected.draw(rng, new())
            if self.shared.touches(phase.work):
                ready -= REAL(phase.seen)
                self.shared.stretch(rng, phase.work, ready)
                ready += REAL(phase.seen)
        else:
            ready = phase.overrun.draw(rng, new())
            ready *= REAL(phase.span)
            ready -= REAL(phase.elapsed)
            self.shared.stretch(rng, phase.work, ready)
            ready += REAL(phase.stopped) if restart is None else restart
        if phase.path in self.shared.phase_delays:
            ready = ready + self.shared.sum(rng, self.shared.phase_delays[phase.path])
        if phase.path in self.shared.cancels:
            ready = np.where(self.shared.any(rng, self.shared.cancels[phase.path]), REAL(np.inf), ready)
        if phase.proceed < 1:
            lost = rng.random(len(ready), dtype=REAL) >= REAL(phase.proceed)
            self.tallies.hit((phase.path, "lost"), np.count_nonzero(lost))
            ready = np.where(lost, REAL(np.inf), ready)
        if not site.stages:
            return ready, ready
        power = site.dates[0][here]
        for other in site.dates[1:]:
            power = np.minimum(power, other[here])
        return np.maximum(ready, power), ready

    def network(self, phase, site, rng, here, new, restart, online_of, ready_of):
        floor = REAL(max(phase.seen, phase.announced)) if restart is None else restart
        start, finish, drivers, durations = {}, {}, {}, {}
        for name in phase.order:
            activity = phase.activities[name]
            drivers[name] = []
            if activity.finished is not None:
                finish[name] = np.full(here.stop - here.start, REAL(activity.finished))
                continue
            duration = durations[name] = activity.duration.draw(rng, new())
            if activity.started is not None:
                start[name] = np.full(len(duration), REAL(activity.started))
                if self.shared.touches(activity.work):
                    duration -= REAL(activity.elapsed)
                    self.shared.stretch(rng, activity.work, duration)
                    duration += REAL(activity.elapsed)
                begin = REAL(activity.started) if restart is None else restart - REAL(activity.elapsed)
                finish[name] = begin + duration
                continue
            self.shared.stretch(rng, activity.work, duration)
            begin = floor
            for target, lag, inner in activity.after:
                when = finish[target] if inner else self.milestone(target, site, here, online_of, ready_of)
                if lag:
                    when = when + lag
                begin = np.maximum(begin, when)
                if inner:
                    drivers[name].append((target, when))
            start[name] = begin if np.ndim(begin) else np.full(len(duration), begin)
            finish[name] = duration + begin
        end = finish[phase.ends[0]]
        for name in phase.ends[1:]:
            end = np.maximum(end, finish[name])
        self.count_activities(phase, start, finish, durations, drivers, end)
        return end

    def milestone(self, target, site, here, online_of, ready_of):
        parts = target.split(".")
        if parts[0] == "energised":
            return next(day[here] for (name, *_), day in zip(site.stages, site.dates) if name == parts[1])
        return {"online": online_of, "ready": ready_of}[parts[2]][".".join(parts[:2])]

    def count_activities(self, phase, start, finish, durations, drivers, end):
        can_fail = bool(phase.waits_for())
        comes = end < np.inf if can_fail else None
        self.tallies.hit((phase.path, "ended"), np.count_nonzero(comes) if can_fail else len(end))
        on = {name: np.zeros(len(end), bool) for name in phase.order}
        for name in phase.ends:
            on[name] = finish[name] == end if comes is None else (finish[name] == end) & comes
        for name in reversed(phase.order):
            for before, when in drivers[name]:
                held = on[name] & (when == start[name])
                on[before] |= held
        for name in phase.order:
            key = (phase.path, name)
            self.tallies.hit((*key, "critical"), np.count_nonzero(on[name]))
            self.tallies.date((*key, "finish"), finish[name])
            if name in start:
                self.tallies.date((*key, "start"), start[name])
            if name in durations:
                self.tallies.pair((*key, "pair"), durations[name], end, comes)

    def complete(self, site, block, here):
        """When each phase is all installed and powered; and between which dates the site changes."""
        width = here.stop - here.start
        full = {}
        for phase in site.phases:
            online = phase.online[here]
            full[phase.path] = online + phase.size[here] / phase.slope[here] if phase.ramp else online
            came = online < NEVER_DAY
            self.spans[phase.path][block] = (
                online.min(), np.max(full[phase.path], where=came, initial=0.0) if came.any() else 0.0)
        days = [column[here] for column in site.dates]
        self.spans[site.name][block] = (
            min([self.spans[phase.path][block, 0] for phase in site.phases] + [day.min() for day in days]),
            max([self.spans[phase.path][block, 1] for phase in site.phases] + [self.last(day) for day in days]))
        if site.stages:
            capacities = [column[here] for column in site.capacities]
            peak = site.columns["peak"][here]
            enough = lambda t: self.firm(days, capacities, t) >= self.need(site, here, t) * peak * REAL(1 - 1e-6)
            with np.errstate(invalid="ignore"):  # a stage that never comes
                at_stage = [enough(day) for day in days]
        for phase in site.phases:
            done = full[phase.path]
            if site.stages:
                later = np.full(width, REAL(np.inf))
                for day, carries in zip(days, at_stage):
                    np.copyto(later, day, where=carries & (day > done) & (day < later))
                finite = done < np.inf
                done = np.where(finite & ~enough(np.where(finite, done, REAL(0))), later, done)
            self.tallies.date((phase.path, "complete"), done)
            if phase.deadline is not None:
                self.tallies.slip((phase.path, "complete"), done, phase.deadline)

    @staticmethod
    def last(days):
        last = days.max()
        return last if last < np.inf else np.max(days, where=days < np.inf, initial=0.0)

    @staticmethod
    def firm(days, capacities, t):
        firm = (days[0] <= t) * capacities[0]
        for day, capacity in zip(days[1:], capacities[1:]):
            np.maximum(firm, (day <= t) * capacity, out=firm)
        return firm

    @staticmethod
    def need(site, here, t):
        need = 0
        for phase in site.phases:
            need = need + phase.installed(t, here) * phase.it[here]
        return need
