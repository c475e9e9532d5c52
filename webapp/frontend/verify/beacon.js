// Whether a beacon's value was signed by the drand network (quicknet): a check beyond the
// verifier at a terminal, which has no curves at hand. A signature on BLS12-381, in G1, over
// SHA-256(round as 8 bytes): only the network's key makes it, and there is exactly one for
// each round, so nobody could choose the value. Protocol section 5; RFC 9380 for the hash.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { QUICKNET } from "./commitment.js";
import { fromHex, sha256 } from "./hashing.js";
import { Refusal } from "./refusal.js";
import { parseJson } from "./strict_json.js";
import { shown, sorted } from "./texts.js";

const KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" +
  "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
  "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const SIGNATURE_BYTES = 48;
const BEACON_FILE = /^beacon(?:-.*)?\.json$/s;
const MOST = 2n ** 64n;

// For each beacon file of a bundle: its name, its round, and whether it is `signed`,
// `forged`, `unsigned` (a rehearsal's made-up value), of `another` chain or `unreadable`.
export async function beaconSignatures(files) {
  const found = [];
  for (const name of sorted(files.keys()).filter((one) => BEACON_FILE.test(one)))
    found.push({ name, ...(await stateOf(files.get(name), name)) });
  return found;
}

async function stateOf(bytes, name) {
  let beacon;
  try {
    beacon = parseJson(bytes, name);
  } catch (error) {
    if (error instanceof Refusal) return { round: "", state: "unreadable" };
    throw error;
  }
  const round = beacon.get("round");
  const signature = fromHex(shown(beacon.get("signature") ?? ""));
  const told = { round: shown(round ?? "") };
  if (signature?.length === 0) return { ...told, state: "unsigned" };
  if (beacon.get("chain") !== QUICKNET) return { ...told, state: "another" };
  const valid = signature !== null && (await isSigned(round, signature));
  return { ...told, state: valid ? "signed" : "forged" };
}

export async function isSigned(round, signature) {
  if (typeof round !== "bigint" || round < 1n || round >= MOST) return false;
  if (signature.length !== SIGNATURE_BYTES) return false;
  const number = new DataView(new ArrayBuffer(8));
  number.setBigUint64(0, round);
  const message = await sha256(new Uint8Array(number.buffer));
  const { shortSignatures } = bls12_381;
  try {
    return shortSignatures.verify(signature, shortSignatures.hash(message, DST), fromHex(KEY));
  } catch {
    return false; // no point of the curve, or outside the subgroup
  }
}
