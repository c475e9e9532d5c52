// plan.json in its one canonical form (RFC 8785: whole numbers below 2^53 and NFC texts
// only), and its required fields: protocol section 4.
import { QUARTER } from "./frame.js";
import { Refusal } from "./refusal.js";
import { parseJson } from "./strict_json.js";
import { bytesOf, isAscii, quoted, shown, sorted } from "./texts.js";

export const PROTOCOL = "sanrandom-draw/1";
const FILE = "plan.json";
const SAFE = 2n ** 53n;
const HEX = /^[0-9a-f]{64}$/;

// The plan, with the whole file as `facts`. Refuses what is not canonical or not complete.
export function parsePlan(bytes) {
  const facts = parseJson(bytes, FILE);
  checkValue(facts, FILE);
  if (!sameBytes(bytesOf(written(facts)), bytes))
    throw new Refusal("got other bytes than its canonical form", FILE);
  const plan = {
    protocol: wanted(facts, "protocol", (text) => text === PROTOCOL),
    quarter: wanted(facts, "quarter", (text) => QUARTER.test(text)),
    frameSha256: wanted(facts, "frame_sha256", (text) => HEX.test(text)),
    takes: counts(facts, "take_per_cell", 1),
    diceDigits: atLeast(facts, "dice_digits", 20),
    drandChain: wanted(facts, "drand_chain", (text) => HEX.test(text)),
    drandRound: BigInt(atLeast(facts, "drand_round", 1)),
    reserves: facts.has("reserves") ? counts(facts, "reserves", 0) : null,
    merkleRoot: facts.has("frame_merkle_root") ? shown(facts.get("frame_merkle_root")) : "",
    trustees: pins(facts.has("trustees") ? facts.get("trustees") : []),
    facts,
  };
  if (plan.takes.size === 0) throw new Refusal("got no cell", `${FILE}, take_per_cell`);
  return plan;
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function checkValue(value, where) {
  if (typeof value === "string") checkText(value, where);
  else if (Array.isArray(value)) value.forEach((one, at) => checkValue(one, `${where}[${at}]`));
  else if (value instanceof Map) checkPairs(value, where);
  else if (typeof value !== "bigint" || value >= SAFE || value <= -SAFE)
    throw new Refusal(
      `got ${quoted(value)}, wanted text or a whole number below 2^53`,
      where,
    );
}

function checkPairs(pairs, where) {
  for (const [key, one] of pairs) {
    if (!isAscii(key)) throw new Refusal(`got key ${quoted(key)}, wanted ASCII`, where);
    checkValue(one, `${where}, ${key}`);
  }
}

function checkText(text, where) {
  if (/\p{Cs}/u.test(text) || text.normalize("NFC") !== text)
    throw new Refusal(`got ${quoted(text)}, wanted NFC text`, where);
}

function written(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!(value instanceof Map)) return String(value);
  const pairs = sorted(value.keys()).map(
    (key) => `${JSON.stringify(key)}:${written(value.get(key))}`,
  );
  return `{${pairs.join(",")}}`;
}

function wanted(facts, name, holds) {
  const value = facts.get(name);
  if (typeof value !== "string" || !holds(value))
    throw new Refusal(`got ${quoted(value)}`, `${FILE}, ${name}`);
  return value;
}

function atLeast(facts, name, least, inside = "") {
  const value = facts.get(name);
  if (typeof value !== "bigint" || value < least)
    throw new Refusal(
      `got ${quoted(value)}, wanted at least ${least}`,
      `${FILE}, ${inside}${name}`,
    );
  return Number(value);
}

function counts(facts, name, least) {
  const value = facts.get(name);
  if (!(value instanceof Map))
    throw new Refusal(`got ${quoted(value)}, wanted cells`, `${FILE}, ${name}`);
  const numbers = new Map();
  for (const cell of value.keys()) numbers.set(cell, atLeast(value, cell, least, `${name}, `));
  return numbers;
}

function pins(value) {
  const listed = Array.isArray(value) ? value : [null];
  if (!listed.every((pin) => typeof pin === "string" && HEX.test(pin)))
    throw new Refusal("wanted SHA-256 pins", `${FILE}, trustees`);
  return listed;
}
