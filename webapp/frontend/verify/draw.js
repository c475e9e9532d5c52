// From tickets to sample, reserves and the order of streets: protocol section 7.
import { stageKey } from "./commitment.js";
import * as facts from "./facts.js";
import { isEligible } from "./frame.js";
import { rankBySize } from "./pps.js";
import { Refusal } from "./refusal.js";
import { stratumOfCell } from "./split.js";
import { byTicket, inOrder, tickets } from "./tickets.js";
import { sorted } from "./texts.js";

export const DRAWN = "drawn";
const RESERVE = "reserve";
const REST = "rest"; // eligible, behind the reserves that the plan names

// Refuses a plan that does not fit its frame, and names the cell.
export function checkPlan(rows, takes) {
  const eligible = new Map();
  for (const row of rows)
    if (row.cell)
      eligible.set(row.cell, (eligible.get(row.cell) ?? 0) + Number(isEligible(row)));
  for (const cell of sorted(new Set([...eligible.keys(), ...takes.keys()]))) {
    if (!eligible.has(cell) || !takes.has(cell))
      throw new Refusal("cell is in only one of frame and plan", `cell ${cell}`);
    const take = takes.get(cell);
    if (take < 1 || take > eligible.get(cell))
      throw new Refusal(
        `got take ${take}, only ${eligible.get(cell)} are eligible`,
        `cell ${cell}`,
      );
  }
}

// Every eligible site in the order of its cell: the content of tickets.csv.
// takes: how many each cell gives; a wave has only its own cells.
export async function rankSites(rows, plan, seed, label = plan.quarter, takes = plan.takes) {
  checkPlan(rows, takes);
  const key = await stageKey(seed, "sites", label);
  const able = rows.filter(isEligible).map((row) => row.site_id);
  const found = await tickets(key, able);
  const ticketOf = new Map(able.map((name, at) => [name, found[at]]));
  const inside = groupedBy(rows, (row) => row.cell);
  const sized = facts.bySize(plan);
  const ranked = [];
  for (const cell of sorted(takes.keys())) {
    const order = sized.get(stratumOfCell(cell));
    const members = inside.get(cell);
    const placed =
      order === undefined
        ? byCell(members, takes.get(cell), ticketOf)
        : rankBySize(members, takes.get(cell), ticketOf, order);
    placed.forEach((one, at) =>
      ranked.push({
        ...one,
        cell,
        ticket: ticketOf.get(one.site_id),
        order: at + 1,
        status: statusOf(at + 1, takes.get(cell), plan.reserves, cell),
      }),
    );
  }
  return ranked;
}

function byCell(members, take, ticketOf) {
  const pairs = members
    .filter(isEligible)
    .map(({ site_id }) => [ticketOf.get(site_id), site_id]);
  return byTicket(pairs).map(([, site_id]) => ({ site_id, take, m: members.length }));
}

function statusOf(place, take, reserves, cell) {
  if (place <= take) return DRAWN;
  return reserves === null || place <= take + (reserves.get(cell) ?? 0) ? RESERVE : REST;
}

// A stratum's undrawn sites in order, for a cell that ran out of reserves.
export const standIns = async (names, seed, label) =>
  (await inOrder(await stageKey(seed, "replace", label), names)).map(([, name]) => name);

// Streets, or parts of streets, in the order in which they are visited.
export const streetOrder = async (names, seed, label) =>
  (await inOrder(await stageKey(seed, "streets", label), names)).map(([, name]) => name);

export function groupedBy(things, keyOf) {
  const groups = new Map();
  for (const one of things) {
    const key = keyOf(one);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return groups;
}
