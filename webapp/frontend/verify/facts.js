// What a plan fixes beyond the required fields: protocol sections 4, 7, 8 and 10. Each part
// is read strictly, because whoever could bend one after the seed would choose a sample.
import { QUARTER } from "./frame.js";
import { Refusal } from "./refusal.js";
import { quoted, shown } from "./texts.js";

const FILE = "plan.json";

// Empty values count as absent, as they do for the verifier at a terminal.
export function isGiven(value) {
  if (value instanceof Map) return value.size > 0;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

// Sites drawn in the last `quarters` quarters rest, but for the strata dropped.
export function cooloff(plan) {
  const fact = objectOf(plan, "cooloff");
  const dropped = textsOf(fact.get("dropped") ?? [], "cooloff, dropped");
  const since = fact.get("since") ?? "";
  if (isGiven(since) && !(typeof since === "string" && QUARTER.test(since)))
    throw new Refusal(`got ${quoted(since)}, wanted a quarter`, `${FILE}, cooloff, since`);
  const quarters = wholeOf(fact, "quarters", "cooloff");
  return { quarters, dropped: new Set(dropped), since: since || "" };
}

// The parts of streets that waves visit: unit -> its cells in order.
export function units(plan) {
  const found = new Map();
  for (const [unit, cells] of objectOf(plan, "units"))
    found.set(unit, textsOf(cells, `units, ${unit}`));
  return found;
}

// The plan's waves in their order; empty where a quarter has one seed.
export function waves(plan) {
  const found = plan.facts.get("waves") ?? [];
  if (!Array.isArray(found) || !found.every((one) => one instanceof Map))
    throw new Refusal("wanted a list of waves", `${FILE}, waves`);
  return found.map((one) => ({
    label: shown(one.has("label") ? one.get("label") : ""),
    drandRound: BigInt(wholeOf(one, "drand_round", "waves")),
    units: wholeOf(one, "units", "waves"),
  }));
}

// The rounds that may stand in for a late one, and the second beacon's name.
export function fallback(plan) {
  const fact = objectOf(plan, "fallback");
  const rounds = fact.get("drand_rounds") ?? [];
  if (!Array.isArray(rounds) || !rounds.every((one) => typeof one === "bigint"))
    throw new Refusal("wanted whole numbers", `${FILE}, fallback`);
  return { later: rounds, second: shown(fact.has("beacon") ? fact.get("beacon") : "") };
}

// The strata drawn by size, and the rule of their order.
export function bySize(plan) {
  const fact = objectOf(plan, "pps");
  const order = shown(fact.has("order") ? fact.get("order") : "pareto");
  const strata = textsOf(fact.get("strata") ?? [], "pps, strata");
  return new Map(strata.map((stratum) => [stratum, order]));
}

// The strata drawn at random without cells: one cell, whatever they give.
export function atRandom(plan) {
  const fact = objectOf(plan, "simple_random");
  return new Set(textsOf(fact.get("strata") ?? [], "simple_random, strata"));
}

// The numbers that steer which team goes where.
export function assigning(plan) {
  const fact = objectOf(plan, "assign");
  return {
    lambdaM: wholeOf(fact, "lambda_m", "assign"),
    loadMin: wholeOf(fact, "load_min", "assign"),
    loadMax: wholeOf(fact, "load_max", "assign"),
  };
}

// How many people each role gives, in the plan's order of roles.
export function people(plan) {
  const fact = objectOf(plan, "assessors");
  return new Map([...fact.keys()].map((role) => [role, wholeOf(fact, role, "assessors")]));
}

// What a plan says of itself: live, a rehearsal that steers nothing, or nothing.
export function mode(plan) {
  if (!plan.facts.has("rehearsal")) return "unsaid";
  return whole(plan, "rehearsal") ? "rehearsal" : "live";
}

// One number of the plan, 0 where it has none.
export const whole = (plan, name) => wholeOf(plan.facts, name, name);

function objectOf(plan, name) {
  const value = plan.facts.get(name) ?? new Map();
  if (!(value instanceof Map))
    throw new Refusal(`got ${quoted(value)}, wanted an object`, `${FILE}, ${name}`);
  return value;
}

function wholeOf(fact, name, where) {
  const value = fact.get(name) ?? 0n;
  if (typeof value !== "bigint" || value < 0n)
    throw new Refusal(
      `${name}: got ${quoted(value)}, wanted a whole number`,
      `${FILE}, ${where}`,
    );
  return Number(value); // exact: a canonical plan has none of 2^53 or more
}

function textsOf(value, where) {
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string"))
    throw new Refusal(`got ${quoted(value)}, wanted texts`, `${FILE}, ${where}`);
  return value;
}
