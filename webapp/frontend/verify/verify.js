// Recomputes a published draw and names the first difference: protocol section 11. The same
// rules as `python -m sampling verify`, in the same order and under the same names; the
// rules themselves are in `checks`, one file a group.
import { Bundle, isWaveSeed } from "./bundle.js";
import * as facts from "./facts.js";
import { Refusal } from "./refusal.js";
import * as frame from "./checks/frame.js";
import * as sample from "./checks/sample.js";
import * as seed from "./checks/seed.js";
import * as teams from "./checks/teams.js";
import { sorted } from "./texts.js";

const [FRAME, PLAN, SEED] = ["frame.csv", "plan.json", "seed.txt"];
const DRAWN_FROM = [FRAME, PLAN, SEED];
const BEFORE_DRAW = ["frame", "plan", "takes", "seed", "waves"];
const PEOPLE = [PLAN, SEED, "roster.csv", "conflicts.csv", "teams.csv"];
const READ_IF_THERE = [
  ...Object.values(frame.PINNED), "notice.json", "previous_substitutions.csv",
];
// What no bundle can show by itself; `signature` the page asks apart (beacon.js).
const OUT_OF_REACH = ["stamp", "signature", "second_draw", "records"];

// name, files read, rules that must hold before, the rule; then further files, one a wave
// ({} is its label), and whether only a plan with waves is asked, or only one without.
const RULES = [
  rule("sums", ["SHA256SUMS"], [], frame.sums),
  rule("frame", [FRAME], [], frame.frame),
  rule("plan", [PLAN], [], frame.plan),
  rule("pins", [FRAME, PLAN], ["frame", "plan"], frame.pins),
  rule(
    "difference", [FRAME, "frame_diff.csv", "previous_frame.csv"], ["frame"], frame.difference,
  ),
  rule("takes", [FRAME, PLAN], ["frame", "plan"], frame.takes),
  rule("cells", [FRAME, PLAN], ["frame", "plan", "takes"], frame.cells),
  rule("cooloff", [FRAME, PLAN], ["frame", "plan", "takes"], frame.cooloff),
  rule(
    "before", [FRAME, "previous_plan.json", "previous_frame.csv", "previous_sample.csv"],
    ["frame"], frame.before,
  ),
  rule("waves", [FRAME, PLAN], ["frame", "plan", "takes"], sample.waves),
  rule("opened", [PLAN], ["plan"], seed.opened),
  rule("shares", [PLAN, "shares.json"], ["plan"], seed.shares),
  rule("seed", [PLAN, SEED], ["plan"], seed.seed),
  rule("secret", [PLAN, SEED, "shares.json"], ["seed", "shares"], seed.secret),
  rule("order", [PLAN, SEED, "stamp.json", "dice.json"], ["plan", "seed"], seed.order),
  rule("beacon", [SEED, "beacon.json"], ["seed"], seed.beacon),
  rule("beacons", [PLAN, SEED], ["seed"], seed.beacons, ["beacon-{}.json"], true),
  rule("fallback", [PLAN, SEED], ["plan", "seed"], seed.fallback),
  rule("tickets", [...DRAWN_FROM, "tickets.csv"], BEFORE_DRAW, sample.tickets),
  rule("sample", [...DRAWN_FROM, "sample.csv"], BEFORE_DRAW, sample.sample),
  rule("logged", [...DRAWN_FROM, "logged.json"], BEFORE_DRAW, seed.logged),
  rule(
    "substitutions", [...DRAWN_FROM, "substitutions.csv"], BEFORE_DRAW, sample.substitutions,
  ),
  rule("teams", PEOPLE, ["plan", "seed"], teams.teams),
  rule("packages", [FRAME, PLAN, "packages.csv"], ["takes"], teams.packages),
  rule(
    "assignment", [...PEOPLE, "packages.csv", "assignment.csv", "certificate.json"],
    ["teams", "packages"], teams.assignment, [], false,
  ),
  rule(
    "assignments", [...PEOPLE, "packages.csv"], ["teams", "packages", "waves", "seed"],
    teams.assignments, ["assignment-{}.csv", "certificate-{}.json"], true,
  ),
];

function rule(name, files, after, holds, each = [], waves = null) {
  return { name, files, after, holds, each, waves };
}

// Checks a bundle, given as a Map of name -> bytes. Nothing is thrown for a bad bundle: each
// broken rule is a check that is not ok, with file and row. A rule that rests on a broken one
// is not asked; neither is one whose files are absent. `begun` hears of each rule before it
// is asked: its name, its place and how many there are.
export async function verify(files, begun = () => {}) {
  const bundle = new Bundle(files);
  const checks = new Map();
  const skipped = [];
  const labels = waveLabels(bundle);
  const asked = RULES.filter(({ waves }) => waves === null || waves === (labels !== null));
  for (const [place, one] of asked.entries()) {
    begun(one.name, place, asked.length);
    const absent = filesOf(one, labels).filter((name) => !files.has(name));
    const broken = one.after.filter((name) => !checks.get(name)?.ok);
    if (absent.length) skipped.push({ kind: "absent", rule: one.name, names: absent });
    else if (broken.length) skipped.push({ kind: "rests", rule: one.name, names: broken });
    else checks.set(one.name, await ask(one, bundle));
  }
  skipped.push(...unread(asked, labels, files));
  if (checks.get("plan")?.ok) skipped.push(...saidByPlan(bundle));
  skipped.push(...OUT_OF_REACH.map((rule) => ({ kind: "out", rule, names: [] })));
  return verdictOf([...checks.values()], skipped);
}

async function ask({ name, holds }, bundle) {
  try {
    await holds(bundle);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { rule: name, ok: false, where: error.where, detail: error.detail };
  }
  return { rule: name, ok: true, where: "", detail: "" };
}

// The waves that have a seed; null where the plan has no waves, or no form.
function waveLabels(bundle) {
  if (!bundle.files.has(PLAN)) return null;
  try {
    return facts.waves(bundle.plan).length ? [...bundle.waveSeeds.keys()] : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function filesOf({ files, each }, labels) {
  const own = (labels ?? []).flatMap((label) => each.map((name) => name.replace("{}", label)));
  return [...files, ...own];
}

function unread(asked, labels, files) {
  const read = new Set([...asked.flatMap((one) => filesOf(one, labels)), ...READ_IF_THERE]);
  return sorted(files.keys())
    .filter((name) => !read.has(name) && !isWaveSeed(name))
    .map((name) => ({ kind: "content", rule: "", names: [name] }));
}

function saidByPlan(bundle) {
  const seeds = bundle.waveSeeds;
  const waiting = facts.waves(bundle.plan).filter(({ label }) => !seeds.has(label));
  const said = [];
  if (waiting.length)
    said.push({ kind: "ahead", rule: "", names: waiting.map(({ label }) => label) });
  if (facts.mode(bundle.plan) === "rehearsal")
    said.push({ kind: "rehearsal", rule: "", names: [] });
  return said;
}

// replays, broken, or unverified where nothing but the trustees' shares is missing or wrong.
function verdictOf(checks, notChecked) {
  const broken = checks.filter((one) => !one.ok).map((one) => one.rule);
  const ok = checks.length > 0 && broken.length === 0;
  const sealed = broken.length > 0 && broken.every((name) => ["opened", "shares"].includes(name));
  const outcome = ok ? "replays" : sealed ? "unverified" : "broken";
  return { checks, notChecked, ok, outcome };
}
