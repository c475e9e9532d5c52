// What an assignment costs, and the proof that no other is cheaper: protocol section 10.
// No solver: that the assignment is the only optimum follows from shortest paths.
import { Refusal } from "./refusal.js";
import { tickets } from "./tickets.js";
import { sorted } from "./texts.js";

const ROUNDS = 9n; // r = 0, then at most eight more on a tie
const BARRED = 2n ** 62n; // far above every cost, which stays below 2^45
const FAR = BARRED / 2n;

// Whether a package lies in a street that is barred for a member of a team.
export const isBarred = (one, team) => team.barred.has(one.street);

// c of a published assignment, recomputed: what the cheapest other one would cost more, or
// null if there is none. c < 0: not optimal, 0: a tie, > 0: the one and only optimum.
export async function certifyPublished(packages, teams, given, key, limits) {
  for (const one of packages) {
    const open = teams.some((team) => !isBarred(one, team));
    if (given.unassigned.has(one.id) === open)
      throw new Refusal(
        "only what is barred for every team stays without one",
        `package ${one.id}`,
      );
  }
  const taken = packages.filter((one) => !given.unassigned.has(one.id));
  const wanted = sorted(taken.map((one) => one.id));
  const got = sorted(given.teamOf.keys());
  if (got.length !== wanted.length || got.some((name, at) => name !== wanted[at]))
    throw new Refusal("wanted every package exactly once", "assignment");
  const rows = await costs(taken, teams, key, BigInt(limits.lambdaM), given.r);
  return certify(taken, teams, given, rows, limits.loadMin);
}

// The cost of every pair: rows follow the packages, columns the teams.
async function costs(packages, teams, key, lambdaM, r) {
  const pairs = packages.flatMap((one) =>
    teams.filter((team) => !isBarred(one, team)).map((team) => [one, team]),
  );
  if (pairs.length && (r < 0n || r >= ROUNDS))
    throw new Refusal(`got r = ${r}, wanted 0 to ${ROUNDS - 1n}`);
  const found = await tickets(key, pairs.map(([one, team]) => `${one.id},${team.code}`));
  let at = 0;
  return packages.map((one) =>
    teams.map((team) => {
      if (isBarred(one, team)) return BARRED;
      const distance = root((one.x - team.homeX) ** 2n + (one.y - team.homeY) ** 2n);
      const cost = costAt(distance, found[at], lambdaM, Number(r));
      at += 1;
      return cost;
    }),
  );
}

// Distance in metres with noise that hides who is near, then a tie-breaker.
function costAt(distance, ticket, lambdaM, r) {
  const noise = (lambdaM * BigInt(`0x${ticket.slice(0, 8)}`)) >> 32n;
  const tieBreaker = BigInt(`0x${ticket.slice(16 + 5 * r, 21 + 5 * r)}`);
  return ((distance + noise) << 20n) + tieBreaker;
}

// The whole square root, exactly.
function root(square) {
  let found = BigInt(Math.floor(Math.sqrt(Number(square))));
  while (found * found > square) found -= 1n;
  while ((found + 1n) * (found + 1n) <= square) found += 1n;
  return found;
}

function certify(packages, teams, given, rows, loadMin) {
  const column = new Map(teams.map((team, at) => [team.code, at]));
  const held = packages.map((one) => column.get(given.teamOf.get(one.id)) ?? -1);
  const loads = checkedLoads(packages, teams, held, rows, loadMin, given.loadMax);
  const ways = moves(held, rows, teams.length);
  // the last node is the slack: a load may grow or shrink a little
  ways.forEach((row, team) => row.push(loads[team] < given.loadMax ? 0n : BARRED));
  ways.push([...loads.map((load) => (load > loadMin ? 0n : BARRED)), BARRED]);
  const least = shortest(ways);
  let found = BARRED;
  for (let a = 0; a < teams.length; a += 1)
    for (let b = 0; b < teams.length; b += 1)
      if (a !== b && ways[a][b] + least[b][a] < found) found = ways[a][b] + least[b][a];
  return found < FAR ? found : null;
}

function checkedLoads(packages, teams, held, rows, loadMin, loadMax) {
  held.forEach((team, at) => {
    if (team < 0 || rows[at][team] === BARRED)
      throw new Refusal("its team is barred or unknown", `package ${packages[at].id}`);
  });
  return teams.map((team, place) => {
    const load = held.filter((one) => one === place).length;
    if (load < loadMin || load > loadMax)
      throw new Refusal(
        `got ${load} packages, wanted ${loadMin} to ${loadMax}`,
        `team ${team.code}`,
      );
    return load;
  });
}

// For each pair of teams, the cheapest change when one package moves over.
function moves(held, rows, teams) {
  const ways = Array.from({ length: teams }, () => Array(teams).fill(BARRED));
  held.forEach((team, at) => {
    const now = rows[at][team];
    rows[at].forEach((priced, other) => {
      if (priced - now < ways[team][other]) ways[team][other] = priced - now;
    });
  });
  return ways.map((row) => row.map((way) => (way < FAR ? way : BARRED)));
}

// The least way between all pairs of nodes (Floyd and Warshall).
function shortest(ways) {
  const least = ways.map((row) => [...row]);
  least.forEach((onward, middle) => {
    for (const row of least) {
      const toMiddle = row[middle];
      if (toMiddle >= FAR) continue;
      const before = [...onward];
      before.forEach((more, at) => {
        if (toMiddle + more < row[at]) row[at] = toMiddle + more;
      });
    }
  });
  return least;
}

// Whether one package less per team at most would have been possible too: full teams hand
// one on, along a chain of teams that may take it, to a team with room.
export function fitsBelow(packages, teams, given) {
  const ceiling = given.loadMax - 1n;
  const streetOf = new Map(packages.map((one) => [one.id, one.street]));
  const held = new Map(teams.map((team) => [team.code, new Set()]));
  for (const [name, code] of given.teamOf) held.get(code).add(name);
  const barredOf = new Map(teams.map((team) => [team.code, team.barred]));
  const mayTake = (name, code) => !barredOf.get(code).has(streetOf.get(name));
  for (const [code, load] of held)
    while (load.size > ceiling) if (!handOn(code, held, ceiling, mayTake)) return false;
  return packages.length > 0;
}

function handOn(start, held, ceiling, mayTake) {
  const came = new Map(); // team -> [from team, package]
  const queue = [start];
  while (queue.length) {
    const team = queue.shift();
    if (team !== start && held.get(team).size < ceiling) {
      moveAlong(start, team, came, held);
      return true;
    }
    for (const other of held.keys()) {
      if (other === start || came.has(other)) continue;
      const free = [...held.get(team)].find((name) => mayTake(name, other));
      if (free === undefined) continue;
      came.set(other, [team, free]);
      queue.push(other);
    }
  }
  return false;
}

// One package is handed on at each step of the chain, from its end back to its start.
function moveAlong(start, end, came, held) {
  for (let team = end; team !== start; ) {
    const [before, name] = came.get(team);
    held.get(before).delete(name);
    held.get(team).add(name);
    team = before;
  }
}
