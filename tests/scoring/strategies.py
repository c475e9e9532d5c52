"""Random rubrics and quarters: rubrics as plain dicts, their TOML, and records as arrays."""

import numpy as np
from hypothesis import strategies as st

from scoring.records import Records
from scoring.vocabulary import ItemState, SiteState

VENUES, GROUPS = ("V01", "V02"), ("clean", "tidy")
ITEM = {"rated": ItemState.RATED, "na": ItemState.NA, "missing": ItemState.MISSING}
SITE = {
    "open": SiteState.OPEN,
    "locked": SiteState.LOCKED,
    "closed": SiteState.CLOSED,
    "missing": SiteState.MISSING,
}


@st.composite
def rubrics(draw):
    """Draw a rubric of capped counts in two groups for two venue types."""
    items = [
        {
            "id": f"I{number}",
            "group": draw(st.sampled_from(GROUPS)),
            "each": draw(st.integers(1, 9)),
            "cap": draw(st.integers(1, 40)),
            "weight": draw(st.integers(1, 4)),
            "venues": draw(st.lists(st.sampled_from(VENUES), min_size=1, unique=True)),
        }
        for number in range(draw(st.integers(1, 6)))
    ]
    return {
        "items": items,
        "groups": sorted({item["group"] for item in items}),
        "venues": {venue: draw(st.integers(1, 30)) for venue in VENUES},
        "max_missing": draw(st.integers(0, 100)),
        "renormalise": draw(st.booleans()),
    }


@st.composite
def quarters(draw):
    """Draw a rubric and the sites of a quarter judged under it."""
    rubric = draw(rubrics())
    answer = st.tuples(
        st.sampled_from(["rated", "rated", "rated", "na", "missing"]), st.integers(0, 12)
    )
    sites, sizes = [], {}
    for number in range(draw(st.integers(1, 14))):
        street, venue = draw(st.sampled_from("AB")), draw(st.sampled_from(VENUES))
        cell = draw(st.sampled_from("12"))
        size = sizes.setdefault((street, venue, cell), draw(st.integers(14, 40)))
        sites.append(
            {
                "id": f"s{number:02d}",
                "street": street,
                "venue": venue,
                "cell": cell,
                "M": size,
                "stratum": f"{street}{venue}",
                "state": draw(
                    st.sampled_from(["open"] * 6 + ["locked", "closed", "missing"])
                ),
                "answers": {item["id"]: draw(answer) for item in rubric["items"]},
            }
        )
    return rubric, sites


HEAD = """
schema = "sanrubric/1"
id = "random"
version = 1
from = 2020-01-01
method = "m"
levels = [{ id = "site" }, { id = "venue", by = ["street", "venue"] },
  { id = "street", by = ["street"] }]
"""


def toml(rubric, *, factor=1):
    """Write a rubric; factor multiplies every weight, which may not change a digit."""
    items = "\n".join(
        f'  {{ id = "{i["id"]}", kind = "count", group = "{i["group"]}", each = {i["each"]}, '
        f"cap = {i['cap']}, weight = {i['weight'] * factor}, venues = {i['venues']} }},"
        for i in rubric["items"]
    ).replace("'", '"')
    groups = ", ".join(f'{{ id = "{group}" }}' for group in rubric["groups"])
    venues = ", ".join(f"{v} = {w * factor}" for v, w in rubric["venues"].items())
    absent = "renormalise" if rubric["renormalise"] else "null"
    steps = [
        '{ out = "score", at = "site", rule = "remain" }',
        '{ out = "sub", at = "site", rule = "remain", per = "group" }',
        '{ out = "lost", at = "site", rule = "share", per = "group", of = "all" }',
    ]
    for name in ("score", "sub", "lost"):
        steps.append(
            f'{{ out = "venue_{name}", at = "venue", rule = "mean", in = "{name}", '
            "design = true }"
        )
        steps.append(
            f'{{ out = "street_{name}", at = "street", rule = "weighted_mean", '
            f'in = "venue_{name}", by = "venue", table = "venues", absent = "{absent}" }}'
        )
    steps.append('{ out = "rank", at = "street", rule = "rank", in = "street_score" }')
    return (
        f"{HEAD}groups = [{groups}]\nitems = [\n{items}\n]\n"
        f"states = {{ max_missing = {rubric['max_missing']} }}\non_fail = {{ score = 0 }}\n"
        f"tables.venues = {{ {venues} }}\nsteps = [\n" + ",\n".join(steps) + "\n]\n"
    ).encode()


def records(rubric, sites):
    """Put sites into the arrays the engine reads, in the order given."""
    names = [item["id"] for item in rubric["items"]]

    def column(key):
        return np.array([site[key] for site in sites], dtype=np.str_)

    answers = [[site["answers"][name] for name in names] for site in sites]
    return Records(
        sites=column("id"),
        attributes={"street": column("street"), "venue": column("venue")},
        items=tuple(names),
        findings=np.array([[n for _, n in row] for row in answers], dtype=np.int64),
        states=np.array([[ITEM[s] for s, _ in row] for row in answers], dtype=np.int8),
        site_states=np.array([SITE[site["state"]] for site in sites], dtype=np.int8),
        stratum=column("stratum"),
        cell=column("cell"),
        frame_sizes=np.array([site["M"] for site in sites], dtype=np.int64),
    )
