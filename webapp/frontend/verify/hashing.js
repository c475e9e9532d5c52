// SHA-256 and HMAC from the browser's own Web Crypto. A page that came over plain HTTP has
// none (browsers keep it for secure origins); there a script computes the same, and says so.
import { hmac as scriptHmac } from "@noble/hashes/hmac.js";
import { sha256 as scriptSha256 } from "@noble/hashes/sha2.js";

const SHA256 = "SHA-256";
const AT_ONCE = 2048; // promises under way: enough to keep the browser's threads busy
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const own = globalThis.crypto?.subtle;

// Whether the browser itself computes the digests.
export const byBrowser = Boolean(own);

export async function sha256(bytes) {
  return own ? new Uint8Array(await own.digest(SHA256, bytes)) : scriptSha256(bytes);
}

export const sha256Hex = async (bytes) => hex(await sha256(bytes));

// The digests of many things, in their order; `of(one)` gives the bytes of one.
export async function sha256Each(things, of) {
  if (!own) return things.map((one) => scriptSha256(of(one)));
  const found = [];
  for (let at = 0; at < things.length; at += AT_ONCE) {
    const asked = things.slice(at, at + AT_ONCE).map((one) => own.digest(SHA256, of(one)));
    for (const digest of await Promise.all(asked)) found.push(new Uint8Array(digest));
  }
  return found;
}

export async function hmac(key, message) {
  if (!own) return scriptHmac(scriptSha256, key, message);
  const usages = ["sign"];
  const held = await own.importKey("raw", key, { name: "HMAC", hash: SHA256 }, false, usages);
  return new Uint8Array(await own.sign("HMAC", held, message));
}

export function hex(bytes) {
  let found = "";
  for (const byte of bytes) found += HEX[byte];
  return found;
}

// The bytes of a hex text, which may have spaces between bytes; null if it is none.
export function fromHex(text) {
  if (!/^(?:[ \t\n\r\v\f]*[0-9a-fA-F]{2})*[ \t\n\r\v\f]*$/.test(text)) return null;
  const digits = text.replace(/[ \t\n\r\v\f]/g, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}
