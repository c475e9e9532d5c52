// Is the frame whole, is it the plan's, and are its cells where the rule puts them?
// Protocol section 11, points 1 to 3. Each function refuses the first difference.
import { isYoung, reasonOf, tooSmall } from "../cooloff.js";
import { same, table } from "../difference.js";
import { checkPlan, groupedBy } from "../draw.js";
import * as facts from "../facts.js";
import { COOLOFF, GONE, isEligible, merkleRoot } from "../frame.js";
import { sha256Hex } from "../hashing.js";
import { parsePlan, PROTOCOL } from "../plan.js";
import { Refusal } from "../refusal.js";
import { parseSums } from "../results.js";
import { leavesFor, split, stratumOfCell } from "../split.js";
import { padded, shown, sorted } from "../texts.js";

const SUMS = "SHA256SUMS";
// fact of the plan -> the file whose SHA-256 it is
export const PINNED = {
  frame_sha256: "frame.csv",
  roster_sha256: "roster.csv",
  conflicts_sha256: "conflicts.csv",
  previous_plan_sha256: "previous_plan.json",
  verifier_sha256: "verify_draw.py",
};
const PARTS = [
  facts.cooloff, facts.units, facts.waves, facts.bySize, facts.atRandom, facts.fallback,
  facts.people, facts.assigning,
];

// Every file has the digest in SHA256SUMS, and every file named there is given.
export async function sums(bundle) {
  const named = parseSums(bundle.bytes(SUMS));
  const given = [...bundle.files.keys()].filter((name) => name !== SUMS);
  for (const name of sorted(new Set([...named.keys(), ...given]))) {
    const bytes = bundle.bytes(name);
    const got = bytes === undefined ? "no such file" : await sha256Hex(bytes);
    same(name, "SHA-256", got, named.get(name) ?? "nothing");
  }
}

// frame.csv keeps its grammar and holds a site.
export function frame(bundle) {
  if (bundle.rows.length === 0) throw new Refusal("got no site", "frame.csv");
}

// plan.json is canonical, and each of its parts can be read.
export function plan(bundle) {
  same("plan.json", "protocol", bundle.plan.protocol, PROTOCOL);
  for (const part of PARTS) part(bundle.plan);
}

// The files that the plan names by their digest are these very files.
export async function pins(bundle) {
  for (const [fact, name] of Object.entries(PINNED)) {
    const pinned = bundle.plan.facts.get(fact);
    const bytes = bundle.bytes(name);
    if (facts.isGiven(pinned) && bytes !== undefined)
      same(name, "SHA-256", await sha256Hex(bytes), shown(pinned));
  }
  if (bundle.plan.merkleRoot) {
    const root = await merkleRoot(bundle.bytes("frame.csv"));
    same("frame.csv", "Merkle root", root, bundle.plan.merkleRoot);
  }
}

// Frame and plan have the same cells, each can give its sites, and minima hold.
export function takes(bundle) {
  checkPlan(bundle.rows, bundle.plan.takes);
  const least = facts.whole(bundle.plan, "minimum");
  const [given, able] = [new Map(), new Map()];
  const add = (counts, cell, number) => {
    const stratum = stratumOfCell(cell);
    counts.set(stratum, (counts.get(stratum) ?? 0) + number);
  };
  for (const [cell, take] of bundle.plan.takes) add(given, cell, take);
  for (const row of bundle.rows) add(able, row.cell, Number(isEligible(row)));
  for (const stratum of sorted(given.keys())) {
    const wanted = Math.min(least, able.get(stratum) ?? 0);
    if (given.get(stratum) < wanted)
      throw new Refusal(
        `got ${given.get(stratum)} sites, wanted at least ${wanted}`,
        `plan.json, take_per_cell, stratum ${stratum}`,
      );
  }
}

// Cuts every stratum again, except where sites rest: there the cells are older.
export function cells(bundle) {
  const placed = bundle.rows.filter((row) => row.cell);
  const single = new Set([...facts.bySize(bundle.plan).keys(), ...facts.atRandom(bundle.plan)]);
  for (const [name, members] of groupedBy(placed, (row) => stratumOfCell(row.cell))) {
    if (members.some((row) => row.reason === COOLOFF)) continue;
    const held = new Set(members.map((row) => row.cell));
    const taken = [...held].reduce((sum, cell) => sum + bundle.plan.takes.get(cell), 0);
    const leaves = single.has(name) ? 1 : leavesFor(members.length, taken);
    split(members, leaves).forEach((leaf, at) => {
      const wanted = `${name}-C${padded(at + 1)}`;
      for (const row of leaf) same(`frame.csv site ${row.site_id}`, "cell", row.cell, wanted);
    });
  }
}

// Who was drawn lately rests and nobody else, and every cell has room for it.
export function cooloff(bundle) {
  const rule = facts.cooloff(bundle.plan);
  const { quarter, takes: given } = bundle.plan;
  const small = [...tooSmall(bundle.rows, given, rule)].filter((one) => !rule.dropped.has(one));
  if (small.length)
    throw new Refusal(
      `a cell is too small for ${rule.quarters} quarters of cool-off`,
      `frame.csv stratum ${sorted(small)[0]}`,
    );
  for (const row of bundle.rows) {
    const where = `frame.csv site ${row.site_id}`;
    const wanted = reasonOf(row, quarter, rule);
    same(`${where}, column reason`, "reason", row.reason || "-", wanted || "-");
    if (rule.quarters && row.cell) checkClass(row, quarter, rule, where);
  }
}

// A site born since the cells were cut is in its birth quarter's stratum.
function checkClass(row, quarter, rule, where) {
  const stratum = stratumOfCell(row.cell);
  if (rule.dropped.has(stratum)) return;
  const born = isYoung(row, quarter, rule) ? `-B${row.birth}` : "";
  same(`${where}, column cell`, "class", stratum, `${row.street}-${row.venue}${born}`);
}

// The frame differs from last quarter's as frame_diff.csv says; no id is lost.
export function difference(bundle) {
  const rows = table("frame_diff.csv", bundle.bytes("frame_diff.csv"), "site_id", "change");
  const told = new Map(rows.map((row) => [row.site_id, row.change]));
  const before = new Map(bundle.rowsBefore.map((row) => [row.site_id, row]));
  const now = new Map(bundle.rows.map((row) => [row.site_id, row]));
  for (const id of sorted(new Set([...before.keys(), ...now.keys()])))
    checkChange(`frame_diff.csv site ${id}`, before.get(id), now.get(id), told.get(id));
  for (const id of sorted(told.keys()))
    if (!now.has(id) && !before.has(id))
      throw new Refusal("no such site", `frame_diff.csv site ${id}`);
}

function checkChange(where, was, row, change) {
  if (row === undefined)
    throw new Refusal("got no row; a site that is gone keeps its row", where);
  if (was !== undefined && was.birth !== row.birth)
    throw new Refusal("birth is another: an id is never reused", where);
  const changed = was === undefined || !sameFacts(was, row);
  same(where, "change", change === undefined ? "not told" : "told", changed ? "told" : "not told");
  if ((change === "added") !== (was === undefined))
    throw new Refusal("added means: not in the frame before", where);
}

function sameFacts(one, other) {
  const gone = (row) => (GONE.has(row.reason) ? row.reason : "");
  const names = ["street", "venue", "size", "x", "y"];
  return names.every((name) => one[name] === other[name]) && gone(one) === gone(other);
}

// `last_drawn` is what last quarter's sample says, and resting cells stood still.
export async function before(bundle) {
  const then = parsePlan(bundle.bytes("previous_plan.json"));
  const given = await sha256Hex(bundle.bytes("previous_frame.csv"));
  same("previous_frame.csv", "SHA-256", given, then.frameSha256);
  const resting = new Set(
    bundle.rows.filter((row) => row.reason === COOLOFF).map((row) => stratumOfCell(row.cell)),
  );
  const drawn = visitedBefore(bundle);
  const earlier = new Map(bundle.rowsBefore.map((row) => [row.site_id, row]));
  for (const row of bundle.rows) {
    const where = `frame.csv site ${row.site_id}`;
    const was = earlier.get(row.site_id);
    const wanted = drawn.has(row.site_id) ? then.quarter : (was?.last_drawn ?? "");
    same(`${where}, column last_drawn`, "quarter", row.last_drawn, wanted);
    const stratum = stratumOfCell(row.cell);
    if (was && resting.has(stratum) && stratumOfCell(was.cell) === stratum)
      same(`${where}, column cell`, "cell", row.cell, was.cell);
  }
}

// The sites drawn last quarter, and those that stood in for one.
function visitedBefore(bundle) {
  const [name, log] = ["previous_sample.csv", "previous_substitutions.csv"];
  const drawn = table(name, bundle.bytes(name), "site_id").map((row) => row.site_id);
  if (bundle.files.has(log))
    for (const row of table(log, bundle.bytes(log), "substitute")) drawn.push(row.substitute);
  return new Set(drawn);
}
