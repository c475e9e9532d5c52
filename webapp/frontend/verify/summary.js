// What a bundle is of, and why one of its sites was drawn: for people, after the verdict.
import { Bundle } from "./bundle.js";
import { beaconDue, QUICKNET } from "./commitment.js";
import { isEligible } from "./frame.js";
import { sha256Hex } from "./hashing.js";
import { DRAWN } from "./draw.js";

// Quarter, digests, dice, beacon and numbers, as far as the rules behind them hold.
export async function summaryOf(files, verdict) {
  const holds = (rule) => verdict.checks.some((one) => one.rule === rule && one.ok);
  const bundle = new Bundle(files);
  const found = {};
  if (holds("plan")) {
    found.quarter = bundle.plan.quarter;
    found.plan = await sha256Hex(bundle.bytes("plan.json"));
    found.sealed = bundle.plan.trustees.length;
  }
  if (holds("frame")) {
    found.frame = await sha256Hex(bundle.bytes("frame.csv"));
    found.sites = bundle.rows.length;
  }
  if (holds("seed")) Object.assign(found, seedFacts(bundle.seed));
  if (holds("sample"))
    found.drawn = (await bundle.ranked()).filter((one) => one.status === DRAWN).length;
  return found;
}

function seedFacts({ dice, round, chain }) {
  const due = chain === QUICKNET ? new Date(beaconDue(round) * 1000).toISOString() : "";
  return { dice, round: String(round), due };
}

// One site's place in its cell: every site of the cell in the order of the tickets.
export async function siteIn(files, siteId) {
  const bundle = new Bundle(files);
  const row = bundle.rows.find((one) => one.site_id === siteId);
  if (row === undefined) return { siteId, known: false };
  const cell = (await bundle.ranked()).filter((one) => one.cell === row.cell);
  const { take, m } = cell[0] ?? {};
  return {
    siteId,
    known: true,
    eligible: isEligible(row),
    reason: row.reason,
    cell: row.cell,
    take: String(take ?? ""),
    m: String(m ?? ""),
    order: cell.map(({ site_id, ticket, status }) => ({ site_id, ticket, status })),
  };
}
