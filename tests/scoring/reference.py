"""A slow and obvious scorer, written from the published rules, to hold against the engine.

One site is a dict; nothing is vectorised, nothing is shared with the engine.
"""

from fractions import Fraction


def effective(item, answer):
    """Return (lost, full) of one judged item; None where it leaves the sums."""
    state, findings = answer
    if state != "rated":
        return None
    return min(item["cap"], item["each"] * findings), item["cap"]


def judge(rubric, site):
    """Return ("value", {item: (lost, full)}), ("na", {}) or ("no_data", {})."""
    items = [i for i in rubric["items"] if site["venue"] in i["venues"]]
    if site["state"] == "closed":
        return "na", {}
    if site["state"] == "missing":
        return "no_data", {}
    answers = {i["id"]: site["answers"][i["id"]] for i in items}
    if site["state"] == "locked":
        kept = {i["id"]: (i["cap"], i["cap"]) for i in items if answers[i["id"]][0] != "na"}
        return "value", kept
    due = sum(
        i["cap"] * i["weight"] // i["weight"] for i in items if answers[i["id"]][0] != "na"
    )
    unseen = sum(i["cap"] for i in items if answers[i["id"]][0] == "missing")
    if 100 * unseen > rubric["max_missing"] * due:
        return "no_data", {}
    marks = {i["id"]: effective(i, answers[i["id"]]) for i in items}
    return "value", {name: mark for name, mark in marks.items() if mark is not None}


def part(rubric, site, marks, group=None, *, lost=False):
    """Return (score or lost share, reason) of a site, of one group or all."""
    items = {i["id"]: i for i in rubric["items"]}
    inside = [n for n in marks if group is None or items[n]["group"] == group]
    below = marks if lost else inside
    full = sum(items[n]["weight"] * marks[n][1] for n in below)
    if not full:
        there = [
            i
            for i in rubric["items"]
            if site["venue"] in i["venues"] and (lost or group in (None, i["group"]))
        ]
        blind = any(site["answers"][i["id"]][0] == "missing" for i in there)
        return None, "no_data" if blind and site["state"] != "locked" else "na"
    gone = sum(items[n]["weight"] * marks[n][0] for n in inside)
    if lost:
        return Fraction(100 * gone, full), None
    return Fraction(100 * max(0, full - gone), full), None


def cells(sites, valid):
    """Merge thin cells; return site id -> (M, m) of its merged cell."""
    strata = {}
    for site in sites:
        inside = strata.setdefault(site["stratum"], {})
        inside.setdefault(site["cell"], []).append(site)
    found = {}
    for inside in strata.values():
        groups = []
        for name in sorted(inside):
            members = inside[name]
            m = sum(site["id"] in valid for site in members)
            if groups and _thin(groups[-1]):
                groups[-1] = (
                    groups[-1][0] + members,
                    groups[-1][1] + m,
                    groups[-1][2] + members[0]["M"],
                )
            else:
                groups.append((members, m, members[0]["M"]))
        if len(groups) > 1 and _thin(groups[-1]):
            last, before = groups.pop(), groups.pop()
            groups.append(tuple(a + b for a, b in zip(before, last, strict=True)))
        for members, m, size in groups:
            found |= {site["id"]: (size, m) for site in members}
    return found


def _thin(group):
    _, m, size = group
    return m < 2 and not (m == 1 and size == 1)


def mean(rows):
    """Return (weighted mean, reason) of rows (weight, value, reason)."""
    present = [(w, x) for w, x, why in rows if why is None]
    if not present:
        return None, "no_data" if any(why == "no_data" for *_, why in rows) else "na"
    return sum(w * x for w, x in present) / sum(w for w, _ in present), None


def weighted(rows, *, renormalise):
    """Return (weighted mean, reason); na leaves, no_data empties unless renormalised."""
    if not renormalise and any(why == "no_data" for *_, why in rows):
        return None, "no_data"
    return mean([(w, x, why) for w, x, why in rows if w or why])


def score(rubric, sites):
    """Return {(level, area, column): (value, reason)} of the whole line."""
    judged = {site["id"]: judge(rubric, site) for site in sites}
    valid = {name for name, (how, _) in judged.items() if how == "value"}
    size = cells(sites, valid)
    found, columns = {}, ["", *rubric["groups"]]
    for site in sites:
        how, marks = judged[site["id"]]
        for group in columns:
            name = f"sub.{group}" if group else "score"
            made = (
                part(rubric, site, marks, group or None) if how == "value" else (None, how)
            )
            if not group and site["state"] == "locked":
                made = (Fraction(0), None)
            found["site", site["id"], name] = made
            if group:
                gone = part(rubric, site, marks, group, lost=True)
                found["site", site["id"], f"lost.{group}"] = (
                    gone if how == "value" else (None, how)
                )
    for street in sorted({site["street"] for site in sites}):
        here = [site for site in sites if site["street"] == street]
        _street(rubric, street, here, size, found)
    return found


def _street(rubric, street, sites, size, found):
    names = ["score", *(f"{k}.{g}" for k in ("sub", "lost") for g in rubric["groups"])]
    for name in names:
        rows = []
        for venue in sorted({site["venue"] for site in sites}):
            inside = [
                (
                    Fraction(*size[s["id"]]) if size[s["id"]][1] else 0,
                    *found["site", s["id"], name],
                )
                for s in sites
                if s["venue"] == venue
            ]
            made = mean(inside)
            found["venue", f"{street}|{venue}", f"venue_{name}"] = made
            rows.append((Fraction(rubric["venues"][venue]), *made))
        found["street", street, f"street_{name}"] = weighted(
            rows, renormalise=rubric["renormalise"]
        )


def ranks(values):
    """Return 1 + the number of values strictly greater."""
    return {a: 1 + sum(y > x for y in values.values()) for a, x in values.items()}
