// The number that decides the order of a site or a person: protocol section 6.
import { hex, sha256Each } from "./hashing.js";
import { bytesOf, compare } from "./texts.js";

// SHA-256(key "," name) in hex for each name, in their order; key is a stage key.
export async function tickets(key, names) {
  const digests = await sha256Each(names, (name) => bytesOf(`${key},${name}`));
  return digests.map(hex);
}

// [ticket, name] in the order of the draw: by ticket, equal tickets by name.
export async function inOrder(key, names) {
  const found = await tickets(key, names);
  return byTicket(names.map((name, at) => [found[at], name]));
}

export function byTicket(pairs) {
  return pairs.sort(
    ([ticket, name], [other, otherName]) => compare(ticket, other) || compare(name, otherName),
  );
}
