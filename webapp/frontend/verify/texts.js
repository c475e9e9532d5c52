// Texts as the verifier at a terminal reads, orders and prints them, so that both say the
// same of a bundle to the letter: names are ordered by code point, values shown as Python
// shows them. JSON values here are text, bigint, boolean, null, Array and Map.
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const UNSEEN = /[\p{C}\p{Z}\\]/gu;
const NAMED = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", " ": " " };

export const bytesOf = (text) => ENCODER.encode(text);

// UTF-8 or a TypeError.
export const strictText = (bytes) => STRICT.decode(bytes);

// UTF-8, where anything else becomes U+FFFD.
export const lenientText = (bytes) => LENIENT.decode(bytes);

export const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

// One letter a byte: for what must be compared or shown byte by byte.
export function byteText(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join("");
}

export function linesOf(text) {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

// Order by code point. UTF-16 puts the letters above U+FFFF before some of those below.
export function compare(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a !== b) return (a >= 0xd800 && b >= 0xd800 ? turned(a) - turned(b) : a - b);
  }
  return one.length - other.length;
}

const turned = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

export const sorted = (names) => [...names].sort(compare);

export const padded = (number) => String(number).padStart(2, "0");

// A value as Python's str() gives it.
export function shown(value) {
  return typeof value === "string" ? value : quoted(value);
}

// A value as Python's repr() gives it.
export function quoted(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quotedText(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(", ")}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, one]) => `${quoted(key)}: ${quoted(one)}`).join(", ")}}`;
  return String(value);
}

function quotedText(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const safe = text.replace(UNSEEN, (letter) => NAMED[letter] ?? escaped(letter));
  return mark + safe.replaceAll(mark, `\\${mark}`) + mark;
}

function escaped(letter) {
  const code = letter.codePointAt(0);
  const hex = (size) => code.toString(16).padStart(size, "0");
  if (code < 0x100) return `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

// A line of bytes, one letter each, as Python shows bytes but without the quotes.
export function quotedBytes(letters) {
  const mark = letters.includes("'") && !letters.includes('"') ? '"' : "'";
  return letters
    .replace(/[^\x20-\x5b\x5d-\x7e]/g, (letter) => NAMED[letter] ?? escaped(letter))
    .replaceAll(mark, `\\${mark}`);
}
