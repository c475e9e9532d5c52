// Plan digest, seed text, trustees' shares and the key of every stage: protocol sections 5, 6.
import { hex, hmac, sha256Hex } from "./hashing.js";
import { joined } from "./merkle.js";
import { PROTOCOL } from "./plan.js";
import { Refusal } from "./refusal.js";
import { byteText, bytesOf, quoted } from "./texts.js";

export const QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const QUICKNET_START = 1_692_803_367; // Unix seconds of round 1
const QUICKNET_STEP = 3; // seconds a round
const SECRET = bytesOf("sanrandom-secret/1");
const SHARE_BYTES = 32;

const STAGE = /^[a-z]+$/;
export const LABEL = /^[0-9]{4}Q[1-4](-[A-Z][0-9]{2})?$/;
const SEED = new RegExp(
  "^sanrandom-draw/1\\nplan=(?<plan>[0-9a-f]{64})\\ndice=(?<dice>[0-9]+)\\n" +
    "(?:drand=(?<chain>[0-9a-f]{64}):(?<round>[1-9][0-9]*):(?<randomness>[0-9a-f]{64})" +
    "|beacon=(?<name>[a-z0-9-]+):(?<identifier>[!-9;-~]+):(?<value>[!-9;-~]+))\\n" +
    "(?:secret=(?<secret>[0-9a-f]{64})\\n)?$",
);

// The parts of a seed text. The round may have any number of digits, so it is a bigint.
export function parseSeed(bytes) {
  const found = SEED.exec(byteText(bytes))?.groups;
  if (!found) throw new Refusal("not the four or five lines of a seed text", "seed.txt");
  return {
    plan: found.plan,
    dice: found.dice,
    chain: found.chain ?? "",
    round: BigInt(found.round ?? 0),
    randomness: found.randomness ?? "",
    secret: found.secret ?? "",
    secondBeacon: found.name ?? "",
  };
}

// A stage's key: HKDF-SHA256 (RFC 5869) of the seed text, 64 hex characters.
export async function stageKey(seed, stage, label) {
  if (!STAGE.test(stage) || !LABEL.test(label))
    throw new Refusal(
      `got stage ${quoted(stage)}, label ${quoted(label)}, wanted sites, 2026Q1`,
    );
  const extracted = await hmac(bytesOf(PROTOCOL), seed);
  return hex(await hmac(extracted, bytesOf(`${PROTOCOL}/${stage}/${label}\x01`)));
}

// What the plan publishes of a trustee's share, before the dice.
export function sharePin(share) {
  return sha256Hex(joined(SECRET, [0], checked(share)));
}

// The fifth line's value from all shares, in the order of their pins.
export async function secretOf(shares) {
  if (shares.length === 0) throw new Refusal("got no share, wanted every trustee's");
  return sha256Hex(joined(SECRET, [1], ...shares.map(checked)));
}

// When a quicknet round is due, in Unix seconds.
export const beaconDue = (round) => QUICKNET_START + QUICKNET_STEP * (Number(round) - 1);

function checked(share) {
  if (share.length !== SHARE_BYTES)
    throw new Refusal(`got a share of ${share.length} bytes, wanted ${SHARE_BYTES}`);
  return share;
}
