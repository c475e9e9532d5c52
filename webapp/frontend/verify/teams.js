// Who works, in which teams, and which cells make a package: protocol section 10.
import { stageKey } from "./commitment.js";
import { groupedBy } from "./draw.js";
import { Refusal } from "./refusal.js";
import { inOrder } from "./tickets.js";
import { padded, sorted } from "./texts.js";

// People drawn by ticket among those eligible, role by role; the reserves stand behind.
// wanted: how many for each role, or for "role/organisation", in the plan's order.
export async function drawPeople(people, wanted, seed, label) {
  const key = await stageKey(seed, "assessors", label);
  const groups = [];
  for (const [role, number] of wanted) {
    if (role.includes("/") && wanted.has(role.split("/")[0]))
      throw new Refusal("the whole role is asked for too", `role ${role}`);
    const able = [...people.values()]
      .filter((one) => one.eligible && hasRole(one, role))
      .map((one) => one.id);
    if (able.length < number)
      throw new Refusal(`got ${able.length} eligible, wanted ${number}`, `role ${role}`);
    const order = (await inOrder(key, able)).map(([, name]) => people.get(name));
    groups.push({ role, drawn: order.slice(0, number), reserves: order.slice(number) });
  }
  return groups;
}

// Deals the people of each role to the teams in turn; conflicts go to the next team.
export function dealTeams(groups, teams) {
  if (teams < 1) throw new Refusal(`got ${teams} teams, wanted at least 1`);
  const members = Array.from({ length: teams }, () => []);
  for (const group of groups) deal(group, members);
  return members.map((team, at) => teamOf(`T${padded(at + 1)}`, team));
}

function teamOf(code, members) {
  if (members.length === 0) throw new Refusal("got a team without people", code);
  const [homeX, homeY] = middle(members.map((one) => [one.homeX, one.homeY]));
  return { code, members: members.map((one) => one.id), homeX, homeY };
}

// Who fits no team with room is left out and the next reserve comes. A turn passes on
// whether or not the person went to that very team.
function deal(group, members) {
  const room = members.map(() => Math.ceil(group.drawn.length / members.length));
  const queue = [...group.drawn];
  const reserves = [...group.reserves];
  let turn = 0;
  while (queue.length) {
    const person = queue.shift();
    const place = members
      .map((_, step) => (turn + step) % members.length)
      .find((one) => room[one] && !members[one].some((other) => isConflict(person, other)));
    if (place !== undefined) {
      members[place].push(person);
      room[place] -= 1;
      turn += 1;
    } else if (reserves.length) queue.unshift(reserves.shift());
    else
      throw new Refusal(
        `no team is free of conflict with ${person.id}, and the reserves have run out`,
        `role ${group.role}`,
      );
  }
}

// Binds consecutive cells of a unit to packages of at most size sites; a cell is never cut.
// units: parts of one street and their cells; each street is one where none are given.
export function bindPackages(rows, takes, size, units) {
  const sites = groupedBy(rows.filter((row) => row.cell), (row) => row.cell);
  const made = [];
  for (const [unit, cells] of units.size ? units : streetsOf(sites)) {
    const stranger = cells.find((cell) => !sites.has(cell));
    if (stranger !== undefined) throw new Refusal(`${stranger} is no cell`, `unit ${unit}`);
    bound(cells, takes, size).forEach((part, at) => {
      const inside = part.flatMap((cell) => sites.get(cell));
      if (new Set(inside.map((row) => row.street)).size !== 1)
        throw new Refusal("wanted cells of one street", `unit ${unit}`);
      const [x, y] = middle(inside.map((row) => [BigInt(row.x), BigInt(row.y)]));
      made.push({
        id: `${unit}-P${padded(at + 1)}`,
        unit,
        street: inside[0].street,
        cells: part,
        sites: part.reduce((sum, cell) => sum + takes.get(cell), 0),
        x,
        y,
      });
    });
  }
  return made;
}

function streetsOf(sites) {
  const cells = groupedBy(sorted(sites.keys()), (cell) => sites.get(cell)[0].street);
  return new Map(sorted(cells.keys()).map((street) => [street, cells.get(street)]));
}

function bound(cells, takes, size) {
  const parts = [];
  let load = Infinity;
  for (const cell of cells) {
    if (load + takes.get(cell) > size) {
      parts.push([]);
      load = 0;
    }
    parts.at(-1).push(cell);
    load += takes.get(cell);
  }
  return parts;
}

const hasRole = (one, role) => role === one.role || role === `${one.role}/${one.organisation}`;

const isConflict = (one, other) =>
  one.conflicts.has(other.id) || other.conflicts.has(one.id);

// The floor of the mean of exact points.
function middle(points) {
  const count = BigInt(points.length);
  return [0, 1].map((axis) =>
    floored(
      points.reduce((sum, point) => sum + point[axis], 0n),
      count,
    ),
  );
}

function floored(sum, count) {
  const whole = sum / count;
  return sum % count < 0n ? whole - 1n : whole;
}
