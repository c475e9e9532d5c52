// JSON as the protocol allows it: text and whole numbers. A key given twice, a fraction or
// a bare word is refused, and whole numbers of any size stay exact: JSON.parse would take
// the first and round the last. Objects become Maps, which keep the order of their keys.
import { Refusal } from "./refusal.js";
import { strictText } from "./texts.js";

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\x00-\x1f]*/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS = new Map([["true", true], ["false", false], ["null", null]]);
const NO_NUMBERS = ["NaN", "Infinity", "-Infinity"];
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const DEEPEST = 500;
const MOST_DIGITS = 4300;

class NotJson extends Error {}

export function parseJson(bytes, where) {
  let found;
  try {
    found = new Reader(strictText(bytes)).whole();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.detail, where);
    if (error instanceof NotJson || error instanceof TypeError)
      throw new Refusal(`not JSON: ${error.message}`, where);
    throw error;
  }
  if (!(found instanceof Map)) throw new Refusal("got no object", where);
  return found;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  whole() {
    this.space();
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.stop("more follows");
    return value;
  }

  value() {
    const letter = this.text[this.at];
    if (letter === '"') return this.string();
    if (letter === "{") return this.inside(() => this.object());
    if (letter === "[") return this.inside(() => this.list());
    for (const [word, value] of WORDS) if (this.takes(word)) return value;
    for (const word of NO_NUMBERS) if (this.takes(word)) this.refuse(word);
    return this.number();
  }

  inside(read) {
    this.depth += 1;
    if (this.depth > DEEPEST) this.stop("too deep");
    this.at += 1;
    this.space();
    const value = read();
    this.depth -= 1;
    return value;
  }

  object() {
    const found = new Map();
    let pairs = 0;
    for (let more = !this.takes("}"); more; more = this.goesOn("}")) {
      if (this.text[this.at] !== '"') this.stop("wanted a key");
      const key = this.string();
      this.space();
      if (!this.takes(":")) this.stop("wanted a colon");
      this.space();
      found.set(key, this.value());
      pairs += 1;
    }
    if (found.size !== pairs) throw new Refusal("a key is given twice");
    return found;
  }

  list() {
    const found = [];
    for (let more = !this.takes("]"); more; more = this.goesOn("]")) found.push(this.value());
    return found;
  }

  goesOn(end) {
    this.space();
    if (this.takes(end)) return false;
    if (!this.takes(",")) this.stop("wanted a comma");
    this.space();
    return true;
  }

  string() {
    this.at += 1;
    let found = "";
    for (;;) {
      found += this.match(PLAIN);
      if (this.takes('"')) return found;
      if (!this.takes("\\")) this.stop("text without an end, or with a control character");
      found += this.escape();
    }
  }

  escape() {
    const letter = this.text[this.at];
    this.at += 1;
    if (Object.hasOwn(ESCAPES, letter ?? "")) return ESCAPES[letter];
    const digits = this.text.slice(this.at, this.at + 4);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) this.stop("no such escape");
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  number() {
    const start = this.at;
    const digits = this.match(NUMBER);
    if (digits === "") this.stop("wanted a value");
    if (/[.eE]/.test(digits)) this.refuse(digits);
    if (this.at - start > MOST_DIGITS) this.stop("too many digits");
    return BigInt(digits);
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  takes(text) {
    const found = this.text.startsWith(text, this.at);
    if (found) this.at += text.length;
    return found;
  }

  space() {
    this.match(SPACE);
  }

  refuse(text) {
    throw new Refusal(`got ${text}, wanted text or a whole number`);
  }

  stop(why) {
    throw new NotJson(`${why}, letter ${this.at + 1}`);
  }
}
