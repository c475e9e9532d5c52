// Are people, teams, packages and their assignment what the seed says? Protocol section 11,
// point 8. Nothing is solved here: the certificate proves the one optimum.
import { certifyPublished, fitsBelow, isBarred } from "../certificate.js";
import { stageKey } from "../commitment.js";
import { same, sameTable } from "../difference.js";
import * as facts from "../facts.js";
import { Refusal } from "../refusal.js";
import { assignmentText, packagesText, teamsText } from "../roster.js";
import { bindPackages, dealTeams, drawPeople } from "../teams.js";
import { quoted } from "../texts.js";

// teams.csv has the people drawn, dealt to teams in turn.
export async function teams(bundle) {
  const wanted = facts.people(bundle.plan);
  const number = facts.whole(bundle.plan, "teams");
  const seed = bundle.bytes("seed.txt");
  const groups = await drawPeople(bundle.people, wanted, seed, bundle.plan.quarter);
  const least = wanted.size ? Math.min(...wanted.values()) : 0;
  const made = dealTeams(groups, number || least);
  sameTable("teams.csv", bundle.bytes("teams.csv"), teamsText(made));
}

// packages.csv binds consecutive cells as the plan lists them.
export function packages(bundle) {
  const size = facts.whole(bundle.plan, "package_size");
  const units = facts.units(bundle.plan);
  const made = bindPackages(bundle.rows, bundle.plan.takes, size, units);
  sameTable("packages.csv", bundle.bytes("packages.csv"), packagesText(made));
}

// Each package has one team, no pair is barred, and nothing else is as cheap.
export function assignment(bundle) {
  const names = ["assignment.csv", "certificate.json"];
  const key = [bundle.bytes("seed.txt"), bundle.plan.quarter];
  return check(bundle, bundle.packages, bundle.teams, key, names);
}

// The same of each wave: its units' packages, its own keys, the teams it is open to.
export async function assignments(bundle) {
  const held = new Map(); // team -> packages of earlier waves
  for (const { label, units } of await bundle.visits()) {
    const inside = bundle.packages.filter((one) => units.includes(one.unit));
    const names = [`assignment-${label}.csv`, `certificate-${label}.json`];
    const able = teamsOfWave(inside, bundle.teams, held);
    await check(bundle, inside, able, [bundle.waveSeeds.get(label), label], names);
    for (const code of bundle.assignmentIn(...names).teamOf.values())
      held.set(code, (held.get(code) ?? 0) + 1);
  }
}

// The teams that have not had their share yet; all of them where a package would be barred
// for every one of those.
function teamsOfWave(packages, teams, held) {
  const given = [...held.values()].reduce((sum, one) => sum + one, packages.length);
  const rest = teams.filter(({ code }) => (held.get(code) ?? 0) * teams.length < given);
  const open = (one) => rest.some((team) => !isBarred(one, team));
  return packages.every(open) ? rest : teams;
}

async function check(bundle, given, able, [seed, label], [file, proof]) {
  const made = bundle.assignmentIn(file, proof);
  const limits = facts.assigning(bundle.plan);
  const key = await stageKey(seed, "assign", label);
  const c = await certifyPublished(given, able, made, key, limits);
  same(proof, "c", quoted(made.c), quoted(c));
  if (c !== null && c <= 0n) throw new Refusal(`got c = ${c}: not the one optimum`, file);
  if (made.loadMax < limits.loadMax)
    throw new Refusal("load_max is below the plan's", proof);
  // load_max was raised only as far as it had to be
  if (made.loadMax > limits.loadMax && fitsBelow(given, able, made))
    throw new Refusal(`load_max ${made.loadMax} was not needed`, proof);
  sameTable(file, bundle.bytes(file), assignmentText(given, made.teamOf));
}
