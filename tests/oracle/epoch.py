"""Counts of what an import of Epoch AI's timelines must come to, worked out apart from capcast.

    python3 tests/oracle/epoch.py tests/fixtures/epoch 2026-05 2026-05-23

Prints rows, sites of the table, sites with any power, steps that are history and to come, the facility power and the
H100-equivalents on the day and at the end. What a site has on a date is the greatest of its rows up to then; of rows up to
the day, none counts for more than the last of them.
"""

import csv
import datetime
import sys
from collections import defaultdict


def day(text):
    if "/" in text:
        month, of, year = map(int, text.split("/"))
        return datetime.date(year, month, of)
    return datetime.date.fromisoformat(text)


def main(folder, vintage, until):
    until = datetime.date.fromisoformat(until)
    now = {r["name_in_vintage"]: r["name_now"] for r in csv.DictReader(open(f"{folder}/site_names.csv", newline=""))}
    with open(f"{folder}/data_center_timelines_{vintage}.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    sites = defaultdict(list)
    for row in rows:
        name = row["Data center"]
        state = [float(row[key]) if row[key] else None for key in ("Power (MW)", "H100 equivalents")]
        sites[now.get(name, name)].append((day(row["Date"]), state))
    past = future = powered = 0
    totals = {"day": [0.0, 0.0], "end": [0.0, 0.0]}
    for states in sites.values():
        states.sort(key=lambda state: state[0])
        level = [0.0, 0.0]
        cap = [0.0, 0.0]
        for date, values in states:
            for i, value in enumerate(values):
                if date <= until and value is not None:
                    cap[i] = value
        on_day = [0.0, 0.0]
        grew_at_all = False
        for date, values in states:
            grew = False
            for i, value in enumerate(values):
                if value is None:
                    continue
                bounded = min(value, cap[i]) if date <= until else value
                if bounded > level[i] * (1 + 1e-9):
                    level[i], grew = bounded, True
            if grew:
                grew_at_all = True
                past, future = (past + 1, future) if date <= until else (past, future + 1)
            if date <= until:
                on_day = list(level)
        powered += grew_at_all
        for i in range(2):
            totals["day"][i] += on_day[i]
            totals["end"][i] += level[i]
    print(len(rows), len(sites), powered, past, future, totals)


if __name__ == "__main__":
    main(*sys.argv[1:])
