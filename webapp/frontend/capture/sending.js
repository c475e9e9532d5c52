// Sends a sealed record: the manifest, the photos the server misses, one at a time, and the
// manifest again. Every step may be repeated: same bytes, same answer.
import { photoBytes } from "./store.js";

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 300000;
const STALL_MS = 60000;
const waitFor = new Set([423, 429, 500, 502, 503, 504, 507]);

// The answer is final: waiting cannot cure it, a person has to act.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.title ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

class TryLater extends Error {
  constructor(seconds) {
    super("try later");
    this.seconds = seconds;
  }
}

async function answerOf(response) {
  const type = response.headers.get("content-type") ?? "";
  // A hotel's sign-in page answers 200 as well; only our own JSON counts as an answer.
  const json = /^application\/(problem\+)?json/.test(type) ? await response.json() : null;
  if (waitFor.has(response.status)) throw new TryLater(Number(response.headers.get("retry-after")) || 0);
  if (!json) throw new TryLater(0);
  if (!response.ok) throw new Refused(response.status, json);
  return { status: response.status, ...json };
}

async function put(address, body, type, csrf) {
  let response;
  try {
    response = await fetch(address, {
      method: "PUT", body, credentials: "same-origin", redirect: "error",
      headers: { "Content-Type": type, Accept: "application/json", "X-CSRF-Token": csrf },
      signal: AbortSignal.timeout(STALL_MS + body_time(body)),
    });
  } catch {
    throw new TryLater(0);
  }
  return answerOf(response);
}

// At least 20 kB a second is expected of a line; the limit grows with the photo.
const body_time = (body) => ((body.byteLength ?? body.length) / 20000) * 1000;

// One pass. report({done, all}) after each photo. Returns the server's final answer.
async function pass(db, record, { uploads, csrf }, report) {
  const address = `${uploads}/${record.record}`;
  const photos = JSON.parse(record.manifest).photos;
  const manifest = () => put(address, record.manifest, "application/json", csrf);
  let answer = await manifest();
  let done = photos.length - (answer.missing?.length ?? 0);
  report({ done, all: photos.length });
  for (const digest of answer.missing ?? []) {
    const photo = await photoBytes(db, record.record, digest);
    if (!photo) throw new Refused(0, { title: "photo_lost" });
    await put(`${address}/files/${digest}`, photo.bytes, photo.type, csrf);
    report({ done: (done += 1), all: photos.length });
  }
  if (answer.status === 202) answer = await manifest();
  if (answer.status === 202) throw new TryLater(0);
  return answer;
}

const pause = (ms) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
});

// Tries until the server has the record or refuses it. Only one tab sends at a time.
export function send(db, record, server, { report, waiting }) {
  return navigator.locks.request("sanitation-send", async () => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await pass(db, record, server, report);
      } catch (error) {
        if (!(error instanceof TryLater)) throw error;
        const ms = Math.max(error.seconds * 1000, wait * (0.75 + Math.random() / 2));
        waiting(Math.ceil(ms / 1000));
        await pause(ms);
      }
    }
  });
}
