// Does the seed follow from plan, dice, beacon and shares, in the order that binds them?
// Protocol section 11, points 4 and 5. Each function refuses the first difference.
import { beaconDue, parseSeed, QUICKNET, secretOf, sharePin } from "../commitment.js";
import { same } from "../difference.js";
import * as facts from "../facts.js";
import { fromHex, sha256Hex } from "../hashing.js";
import { instantOf } from "../instants.js";
import { Refusal } from "../refusal.js";
import { sampleText } from "../results.js";
import { bytesOf, shown, sorted } from "../texts.js";

const HOUR_S = 3600;
const NOTICE_S = 72 * HOUR_S;
const DICE_BEFORE_S = HOUR_S / 2;
const LATE_S = 24 * HOUR_S;

// Plan, then dice at least half an hour before the round, named 72 hours ahead.
export async function order(bundle) {
  const stamp = bundle.json("stamp.json");
  const dice = bundle.json("dice.json");
  const digest = await sha256Hex(bundle.bytes("plan.json"));
  same("stamp.json", "plan_sha256", shown(stamp.get("plan_sha256")), digest);
  same("dice.json", "digits", shown(dice.get("digits")), bundle.seed.dice);
  const stamped = instantOf(stamp, "stamped_at", "stamp.json");
  const rolled = instantOf(dice, "rolled_at", "dice.json");
  if (stamped >= rolled) throw new Refusal("the dice were rolled before the plan", "dice.json");
  // Another chain has another clock, and a rehearsal may name a nearer round.
  if (bundle.plan.drandChain !== QUICKNET || facts.mode(bundle.plan) === "rehearsal") return;
  const due = beaconDue(bundle.plan.drandRound);
  if (due - stamped < NOTICE_S)
    throw new Refusal("the round is due less than 72 h later", "stamp.json");
  if (due - rolled < DICE_BEFORE_S)
    throw new Refusal("the round is due less than 30 min later", "dice.json");
}

// Once a sealed draw's shares are to be seen, they are in the bundle.
export function opened(bundle) {
  if (bundle.plan.trustees.length && !bundle.files.has("shares.json"))
    throw new Refusal("the trustees' shares are not opened", "shares.json");
}

// Each share matches its pin in the plan, in order.
export async function shares(bundle) {
  const got = [];
  for (const share of bundle.shares) got.push(await sharePin(share));
  const wanted = bundle.plan.trustees;
  for (let at = 0; at < Math.max(got.length, wanted.length); at += 1)
    same(
      `shares.json share ${at + 1}`,
      "pin",
      got[at] ?? "nothing",
      wanted[at] ?? "no such trustee",
    );
}

// seed.txt, and that of each wave, follow from the plan line by line.
export async function seed(bundle) {
  const digest = await sha256Hex(bundle.bytes("plan.json"));
  checkSeed("seed.txt", bundle.plan, bundle.seed, digest);
  const { later, second } = facts.fallback(bundle.plan);
  if (bundle.seed.secondBeacon)
    same("seed.txt row 4", "beacon", bundle.seed.secondBeacon, second || "drand");
  else if (!later.includes(bundle.seed.round))
    checkRound("seed.txt", bundle.plan, bundle.seed, bundle.plan.drandRound);
  const waves = new Map(facts.waves(bundle.plan).map((wave) => [wave.label, wave]));
  for (const [label, bytes] of bundle.waveSeeds) {
    const name = `seed-${label}.txt`;
    const read = parseSeed(bytes);
    if (!waves.has(label)) throw new Refusal("the plan has no such wave", name);
    checkSeed(name, bundle.plan, read, digest);
    checkRound(name, bundle.plan, read, waves.get(label).drandRound); // no fallback in a wave
    same(`${name} row 3`, "dice", read.dice, bundle.seed.dice);
    same(`${name} row 5`, "secret", read.secret, bundle.seed.secret);
  }
}

function checkSeed(name, plan, read, digest) {
  same(`${name} row 2`, "plan", read.plan, digest);
  same(`${name} row 3`, "number of dice", String(read.dice.length), String(plan.diceDigits));
  if (!read.secondBeacon) same(`${name} row 4`, "chain", read.chain, plan.drandChain);
  const sealed = plan.trustees.length ? "sealed" : "open";
  same(`${name} row 5`, "mode", read.secret ? "sealed" : "open", sealed);
}

function checkRound(name, plan, read, number) {
  same(`${name} row 4`, "chain", read.chain, plan.drandChain);
  same(`${name} row 4`, "round", String(read.round), String(number));
}

// The fifth line follows from the shares.
export async function secret(bundle) {
  same("seed.txt row 5", "secret", bundle.seed.secret, await secretOf(bundle.shares));
}

// The beacon is the one in the seed, and its value the digest of its signature.
export const beacon = (bundle) => checkBeacon("beacon.json", bundle, bundle.seed);

// The same of each wave: its beacon file is the one in its seed.
export async function beacons(bundle) {
  for (const [label, bytes] of bundle.waveSeeds)
    await checkBeacon(`beacon-${label}.json`, bundle, parseSeed(bytes));
}

// A live plan's beacon has a signature: without it the value could be anybody's.
async function checkBeacon(name, bundle, read) {
  const found = bundle.json(name);
  for (const field of ["chain", "round", "randomness"])
    same(name, field, shown(found.get(field)), String(read[field]));
  const signature = fromHex(shown(found.has("signature") ? found.get("signature") : ""));
  if (signature === null) throw new Refusal("signature is not hex", name);
  if (signature.length === 0 && facts.mode(bundle.plan) === "live")
    throw new Refusal("a live plan needs the beacon's signature", name);
  if (signature.length)
    same(name, "SHA-256 of the signature", await sha256Hex(signature), read.randomness);
}

// Another beacon than the first counts only if notices came before anybody knew it: one
// for each round that was late, in the plan's order.
export function fallback(bundle) {
  const rounds = [bundle.plan.drandRound, ...facts.fallback(bundle.plan).later];
  const number = bundle.seed.round;
  const place = rounds.indexOf(number);
  const skipped = place < 0 ? rounds : rounds.slice(0, place);
  if (skipped.length && !bundle.files.has("notice.json"))
    throw new Refusal("no notice that the first round was late", "notice.json");
  const notices = skipped.length ? bundle.json("notice.json").get("notices") : [];
  if (!Array.isArray(notices) || notices.length !== skipped.length)
    throw new Refusal(`wanted ${skipped.length} notices`, "notice.json");
  const followed = [...skipped.slice(1), number];
  skipped.forEach((late, at) => {
    const notice = notices[at] instanceof Map ? notices[at] : new Map();
    checkNotice(notice, late, followed[at]);
  });
}

// It came a day after the late round, and before the one that follows it.
function checkNotice(notice, late, follows) {
  const where = `notice.json round ${late}`;
  same(where, "late_round", shown(notice.get("late_round")), String(late));
  const stamped = instantOf(notice, "stamped_at", where);
  if (stamped - beaconDue(late) < LATE_S)
    throw new Refusal("the round was not yet 24 h late", where);
  if (follows && beaconDue(follows) - stamped < DICE_BEFORE_S)
    throw new Refusal("less than 30 min before the round that follows", where);
  if (notice.has("first_copy_at") && stamped >= instantOf(notice, "first_copy_at", where))
    throw new Refusal("a copy of the late round is older", where);
}

// The result's digest, logged when the draw was made, is that of the replay.
export async function logged(bundle) {
  const told = bundle.json("logged.json");
  if (facts.waves(bundle.plan).length) return checkLoggedWaves(bundle, told.get("waves"));
  return checkLogged("", told, await bundle.ranked(), bundle.bytes("assignment.csv"));
}

// Each wave with a seed was logged with its own digests, and no other.
async function checkLoggedWaves(bundle, told) {
  const listed = told instanceof Map ? told : new Map();
  const drawn = await bundle.rankedByWave();
  const names = (map) => sorted(map.keys()).join(" ");
  same("logged.json", "waves", names(listed), names(drawn));
  for (const [label, ranked] of drawn) {
    const own = listed.get(label) instanceof Map ? listed.get(label) : new Map();
    await checkLogged(`${label}, `, own, ranked, bundle.bytes(`assignment-${label}.csv`));
  }
}

async function checkLogged(wave, told, ranked, assignment) {
  const digest = await sha256Hex(bytesOf(sampleText(ranked)));
  same("logged.json", `${wave}sample_sha256`, shown(told.get("sample_sha256")), digest);
  if (assignment === undefined) return;
  const got = shown(told.get("assignment_sha256"));
  same("logged.json", `${wave}assignment_sha256`, got, await sha256Hex(assignment));
}
