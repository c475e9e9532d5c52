// The tree over the rows of a frame (RFC 9162, 2.1.1): its root is in the plan.
import { hex, sha256, sha256Each } from "./hashing.js";

export async function rootOf(rows) {
  let level = await sha256Each(rows, (row) => joined([0], row));
  if (level.length === 0) level = [await sha256(new Uint8Array())];
  while (level.length > 1) level = await above(level);
  return hex(level[0]);
}

async function above(level) {
  const pairs = [];
  for (let at = 0; at + 1 < level.length; at += 2) pairs.push([level[at], level[at + 1]]);
  const made = await sha256Each(pairs, ([left, right]) => joined([1], left, right));
  return level.length % 2 ? [...made, level.at(-1)] : made;
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
