// Who rests, and which birth quarters are classes of their own: protocol section 8.
import { COOLOFF, GONE } from "./frame.js";
import { stratumOfCell } from "./split.js";

// Counts quarters, so that neighbours differ by one.
const quarterNumber = (quarter) => 4 * Number(quarter.slice(0, 4)) + Number(quarter[5]);

// Whether a site was drawn in the last k quarters, and since the rest began.
function isDrawnLately(row, quarter, rule) {
  if (!rule.quarters || !row.last_drawn || row.last_drawn < rule.since) return false;
  const ago = quarterNumber(quarter) - quarterNumber(row.last_drawn);
  return ago >= 1 && ago <= rule.quarters;
}

// Whether a site was born since the cells were cut, or without that within k quarters.
export function isYoung(row, quarter, rule) {
  if (!row.birth || rule.quarters === 0) return false;
  if (rule.since) return row.birth > rule.since;
  const ago = quarterNumber(quarter) - quarterNumber(row.birth);
  return ago >= 0 && ago <= rule.quarters;
}

// The strata whose cool-off the plan must drop: a cell with M <= take (k + 1).
export function tooSmall(rows, takes, rule) {
  const sizes = new Map();
  for (const { cell } of rows) if (cell) sizes.set(cell, (sizes.get(cell) ?? 0) + 1);
  const small = new Set();
  for (const [cell, sites] of sizes)
    if (rule.quarters && sites <= takes.get(cell) * (rule.quarters + 1))
      small.add(stratumOfCell(cell));
  return small;
}

// The reason that a row must have: its own if it is gone, else rest or none.
export function reasonOf(row, quarter, rule) {
  if (GONE.has(row.reason)) return row.reason;
  const rests = isDrawnLately(row, quarter, rule);
  return rests && !rule.dropped.has(stratumOfCell(row.cell)) ? COOLOFF : "";
}
