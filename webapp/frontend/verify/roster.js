// The published files of people and their work: roster, teams, packages, assignment.
// Lists inside a field are parted by spaces, since no id holds one. Protocol sections 10, 11.
import { table, whole } from "./difference.js";
import { Refusal } from "./refusal.js";
import { written } from "./results.js";
import { isAscii, shown } from "./texts.js";

const TEAMS = ["team", "members", "home_x", "home_y"];
const PACKAGES = ["package", "unit", "street", "cells", "sites", "x", "y"];
const ASSIGNMENT = ["package", "team", "cells"];
const ROSTER = ["id", "role", "exam", "pledge", "home_x", "home_y"];

// People by id, with conflicts: a street that is barred for a person, or another person.
export function parseRoster(people, conflicts) {
  const streets = new Map();
  const others = new Map();
  for (const row of table("conflicts.csv", conflicts, "id", "street")) {
    added(streets, row.id, row.street);
    added(others, row.id, row.person ?? "");
  }
  const read = new Map();
  table("roster.csv", people, ...ROSTER).forEach((row, at) => {
    const where = `roster.csv row ${at + 2}`;
    if (read.has(row.id)) throw new Refusal(`${row.id} is given twice`, where);
    if (!isAscii(row.id)) throw new Refusal(`${row.id} is not ASCII`, where);
    read.set(row.id, {
      id: row.id,
      role: row.role,
      homeX: whole(row.home_x, where),
      homeY: whole(row.home_y, where),
      organisation: row.organisation ?? "",
      eligible: row.exam === "1" && row.pledge === "1",
      barred: streets.get(row.id) ?? new Set(),
      conflicts: others.get(row.id) ?? new Set(),
    });
  });
  return read;
}

function added(sets, key, value) {
  if (!sets.has(key)) sets.set(key, new Set());
  if (value) sets.get(key).add(value);
}

// Teams as published; the roster says which streets are barred for the members.
export function parseTeams(bytes, people) {
  return table("teams.csv", bytes, ...TEAMS).map((row, at) => {
    const where = `teams.csv row ${at + 2}`;
    const members = row.members.split(" ");
    const stranger = members.find((one) => !people.has(one));
    if (stranger !== undefined) throw new Refusal(`${stranger} is not on the roster`, where);
    return {
      code: row.team,
      members,
      homeX: whole(row.home_x, where),
      homeY: whole(row.home_y, where),
      barred: new Set(members.flatMap((one) => [...people.get(one).barred])),
    };
  });
}

export function parsePackages(bytes) {
  return table("packages.csv", bytes, ...PACKAGES).map((row, at) => {
    const where = `packages.csv row ${at + 2}`;
    const [sites, x, y] = ["sites", "x", "y"].map((name) => whole(row[name], where));
    const cells = row.cells.split(" ");
    return { id: row.package, unit: row.unit, street: row.street, cells, sites, x, y };
  });
}

// An assignment with its certificate; names: those of the two files.
export function parseAssignment(bytes, certificate, names) {
  const teamOf = new Map();
  table(names[0], bytes, ...ASSIGNMENT).forEach((row, at) => {
    if (teamOf.has(row.package))
      throw new Refusal(`${row.package} is given twice`, `${names[0]} row ${at + 2}`);
    teamOf.set(row.package, row.team);
  });
  const [c, unassigned] = [certificate.get("c") ?? null, certificate.get("unassigned")];
  const [loadMax, r] = [certificate.get("load_max"), certificate.get("r")];
  const numbers = isNumber(loadMax) && isNumber(r) && (c === null || isNumber(c));
  if (!numbers || !Array.isArray(unassigned))
    throw new Refusal("wanted c, load_max, r, unassigned", names[1]);
  const barred = new Set(unassigned.map(shown));
  return { teamOf, loadMax: BigInt(loadMax), r: BigInt(r), c, unassigned: barred };
}

export const teamsText = (teams) =>
  written(
    TEAMS.join(),
    teams.map((t) => `${t.code},${t.members.join(" ")},${t.homeX},${t.homeY}`),
  );

export const packagesText = (packages) =>
  written(
    PACKAGES.join(),
    packages.map(
      (p) => `${p.id},${p.unit},${p.street},${p.cells.join(" ")},${p.sites},${p.x},${p.y}`,
    ),
  );

// The packages that have a team, in their order.
export const assignmentText = (packages, teamOf) =>
  written(
    ASSIGNMENT.join(),
    packages
      .filter((p) => teamOf.has(p.id))
      .map((p) => `${p.id},${teamOf.get(p.id)},${p.cells.join(" ")}`),
  );

// True and false are the numbers 1 and 0 to the verifier at a terminal.
const isNumber = (value) => typeof value === "bigint" || typeof value === "boolean";
