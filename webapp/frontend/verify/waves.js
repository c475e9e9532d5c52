// Waves: each day or week has a seed of its own and visits units not visited yet. Protocol
// section 7: each unit is visited exactly once, so nobody's probability changes.
import { LABEL } from "./commitment.js";
import { checkPlan, groupedBy, rankSites, streetOrder } from "./draw.js";
import * as facts from "./facts.js";
import { Refusal } from "./refusal.js";
import { quoted, sorted } from "./texts.js";

const WAVES = "plan.json, waves";

// Refuses units and waves that would leave a cell out or visit one twice.
export function checkWaves(rows, plan) {
  const parts = facts.units(plan);
  const listed = facts.waves(plan);
  checkUnits(rows, parts);
  checkLabels(plan, listed);
  const visited = listed.reduce((sum, wave) => sum + wave.units, 0);
  if (visited !== parts.size)
    throw new Refusal(
      `got ${visited} visits for ${parts.size} units, wanted each exactly once`,
      WAVES,
    );
}

function checkUnits(rows, parts) {
  const streetOf = new Map();
  for (const { cell, street } of rows) if (cell) streetOf.set(cell, street);
  const held = new Map();
  for (const cells of parts.values())
    for (const cell of cells) held.set(cell, (held.get(cell) ?? 0) + 1);
  for (const cell of sorted(new Set([...streetOf.keys(), ...held.keys()])))
    if (held.get(cell) !== 1 || !streetOf.has(cell))
      throw new Refusal(
        `got it in ${held.get(cell) ?? 0} units, wanted each cell of the frame in one`,
        `plan.json, units, cell ${cell}`,
      );
  for (const [unit, cells] of parts)
    if (new Set(cells.map((cell) => streetOf.get(cell))).size !== 1)
      throw new Refusal("wanted cells of one street", `unit ${unit}`);
}

function checkLabels(plan, listed) {
  const seen = new Set();
  for (const { label } of listed) {
    const own = label.startsWith(`${plan.quarter}-`) && LABEL.test(label);
    if (!own || seen.has(label))
      throw new Refusal(
        `got label ${quoted(label)}, wanted ${plan.quarter}-W01 or the like, once`,
        WAVES,
      );
    seen.add(label);
  }
  let before = plan.drandRound;
  for (const { drandRound } of listed) {
    if (drandRound <= before)
      throw new Refusal(
        "wanted rounds after the quarter's own, each later than the one before",
        WAVES,
      );
    before = drandRound;
  }
}

// Which units each wave visits, as far as its seed is known: label and units of each.
// seeds: label -> bytes of its seed text. A wave cannot come before the one before it.
export async function visits(plan, seeds) {
  const listed = facts.waves(plan);
  const made = [];
  let waiting = [...facts.units(plan).keys()];
  for (const [number, wave] of listed.entries()) {
    const seed = seeds.get(wave.label);
    if (seed === undefined) {
      const later = listed.slice(number).find(({ label }) => seeds.has(label));
      if (later) throw new Refusal(`${later.label} has a seed before it`, wave.label);
      break;
    }
    const order = await streetOrder(waiting, seed, wave.label);
    const units = order.slice(0, wave.units);
    made.push({ label: wave.label, units });
    const gone = new Set(units);
    waiting = waiting.filter((unit) => !gone.has(unit));
  }
  return made;
}

// The cells of the units a wave visits.
export function cellsOf(visit, plan) {
  const parts = facts.units(plan);
  return visit.units.flatMap((unit) => parts.get(unit));
}

// label -> the sites of that wave, for the waves so far in their order.
export async function rankEach(rows, plan, seeds) {
  checkPlan(rows, plan.takes);
  const inside = groupedBy(rows, (row) => row.cell);
  const ranked = new Map();
  for (const visit of await visits(plan, seeds)) {
    const takes = new Map(cellsOf(visit, plan).map((cell) => [cell, plan.takes.get(cell)]));
    const members = [...takes.keys()].flatMap((cell) => inside.get(cell));
    const seed = seeds.get(visit.label);
    ranked.set(visit.label, await rankSites(members, plan, seed, visit.label, takes));
  }
  return ranked;
}
