// Splits a stratum into cells of neighbouring sites, in whole numbers: protocol section 3.
import { Refusal } from "./refusal.js";

const NUMBER = /-C[0-9]{2,}$/;

// Cut sites into leaves along the longer side; sizes differ by one at most. Ties on the
// axis go by id, so the order in which sites are listed never matters.
export function split(sites, leaves) {
  if (leaves === 1) return [[...sites].sort(byId)];
  const first = Math.floor(leaves / 2);
  const axis = span(sites, "y") > span(sites, "x") ? "y" : "x";
  const ordered = [...sites].sort((one, other) => one[axis] - other[axis] || byId(one, other));
  const cut = Math.floor((ordered.length * first + Math.floor(leaves / 2)) / leaves);
  return [
    ...split(ordered.slice(0, cut), first),
    ...split(ordered.slice(cut), leaves - first),
  ];
}

export const stratumOfCell = (cell) => cell.replace(NUMBER, "");

// How many cells a stratum gets: one for two sites, one if all are taken.
export function leavesFor(sites, wanted) {
  if (wanted < 1) throw new Refusal(`got ${wanted} sites to draw, wanted at least 1`);
  return sites <= wanted ? 1 : Math.max(1, Math.floor(wanted / 2));
}

// Ids are ASCII, so the language's own order of texts is that of their bytes.
function byId(one, other) {
  if (one.site_id === other.site_id) return 0;
  return one.site_id < other.site_id ? -1 : 1;
}

function span(sites, axis) {
  let least = Infinity;
  let most = -Infinity;
  for (const site of sites) {
    if (site[axis] < least) least = site[axis];
    if (site[axis] > most) most = site[axis];
  }
  return most - least;
}
