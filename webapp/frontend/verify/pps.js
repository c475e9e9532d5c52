// Draws with probability proportional to size, by exact whole numbers: protocol section 7.
import { Refusal } from "./refusal.js";
import { isEligible } from "./frame.js";
import { compare, quoted, sorted } from "./texts.js";

const ONE = 2n ** 65n;
const ORDERS = ["sequential_poisson", "pareto"];

// Every eligible site in the order of the draw, with its target probability take / m.
// Certainty sites come first by id; their target is 1 / 1.
export function rankBySize(rows, wanted, ticketOf, order) {
  if (!ORDERS.includes(order))
    throw new Refusal(`got ${quoted(order)}, wanted ${ORDERS.join(" or ")}`, "pps");
  const able = rows.filter(isEligible).sort((one, other) => compare(one.site_id, other.site_id));
  if (wanted < 1 || wanted > able.length)
    throw new Refusal(`got ${wanted} to draw, wanted 1 to ${able.length}`);
  const sizes = new Map(able.map((row) => [row.site_id, BigInt(row.size)]));
  const sure = certain(sizes, BigInt(wanted));
  const left = BigInt(wanted - sure.size);
  const names = [...sizes.keys()].filter((name) => !sure.has(name));
  const total = names.reduce((sum, name) => sum + sizes.get(name), 0n);
  const pool = names.map((name) => ({
    name,
    size: sizes.get(name),
    u: 2n * BigInt(`0x${ticketOf.get(name).slice(0, 16)}`) + 1n,
  }));
  return [
    ...sorted(sure).map((name) => ({ site_id: name, take: 1n, m: 1n })),
    ...ranked(pool, left, order).map((name) => ({
      site_id: name,
      take: left * sizes.get(name),
      m: total,
    })),
  ];
}

// The sites so large that each is drawn for sure, found repeatedly.
function certain(sizes, wanted) {
  const sure = new Set();
  for (;;) {
    const rest = [...sizes].filter(([name]) => !sure.has(name));
    const left = wanted - BigInt(sure.size);
    const total = rest.reduce((sum, [, size]) => sum + size, 0n);
    const more = rest.filter(([, size]) => left > 0n && left * size >= total);
    if (more.length === 0) return sure;
    for (const [name] of more) sure.add(name);
  }
}

function ranked(pool, wanted, order) {
  const total = pool.reduce((sum, { size }) => sum + size, 0n);
  const before = order === "pareto" ? pareto(wanted, total) : poisson;
  const compared = (one, other) => {
    const left = before(one, other);
    const right = before(other, one);
    if (left === right) return compare(one.name, other.name);
    return left < right ? -1 : 1;
  };
  return pool.sort(compared).map(({ name }) => name);
}

const poisson = (one, other) => one.u * other.size;

const pareto = (wanted, total) => (one, other) =>
  one.u * (total - wanted * one.size) * (ONE - other.u) * other.size;
