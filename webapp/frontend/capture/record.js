// A record on the phone and the manifest made from it. No page, no network: plain values.
const STATES = new Set(["counted", "na", "missing"]);

export async function sha256(buffer) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const seconds = (date) => date.toISOString().replace(/\.\d+Z$/, "Z");
export const now = () => seconds(new Date());

export function freshRecord({ task, rubric }) {
  return {
    record: crypto.randomUUID(), task, rubric, state: "draft",
    arrived_at: now(), left_at: null, sealed_at: null,
    position: null, site_state: "open", answers: {}, photos: [], note: "",
  };
}

// Which photo a place in the form belongs to; findings count from 1.
export const samePlace = (one, other) =>
  one.role === other.role && (one.item ?? null) === (other.item ?? null) && (one.finding ?? null) === (other.finding ?? null);

export function withPhoto(record, photo) {
  return { ...record, photos: [...record.photos.filter(({ sha256: known }) => known !== photo.sha256), photo] };
}

export function withoutPhoto(record, digest) {
  return { ...record, photos: record.photos.filter(({ sha256: known }) => known !== digest) };
}

// What is missing before sealing: [{kind, item?, finding?, role?}], in the order of the form.
export function gaps(record, items) {
  const found = [];
  const has = (place) => record.photos.some((photo) => samePlace(photo, place));
  for (const role of ["entry", "overall", "exit"]) {
    if (!has({ role })) found.push({ kind: "photo", role });
  }
  if (record.site_state !== "open") return found;
  for (const item of items) {
    const answer = record.answers[item];
    if (!answer || !STATES.has(answer.state)) found.push({ kind: "answer", item });
    else if (answer.state !== "counted" && !answer.reason.trim()) found.push({ kind: "reason", item });
    for (let finding = 1; finding <= (answer?.state === "counted" ? answer.findings : 0); finding += 1) {
      for (const role of ["wide", "close"]) {
        if (!has({ role, item, finding })) found.push({ kind: "photo", item, finding, role });
      }
    }
  }
  return found;
}

// Photos of findings that were counted back are not evidence of anything: they stay out.
function belongs(photo, record) {
  if (!photo.item) return true;
  const answer = record.answers[photo.item];
  return answer?.state === "counted" && photo.finding <= answer.findings;
}

// The bytes that are sent, made once at the seal; a repeat must send the same.
export function manifestOf(record, items) {
  const answers = items.map((item) => {
    const { state, findings, reason } = record.answers[item] ?? { state: "missing", findings: 0, reason: record.site_state };
    return { item, state, findings: state === "counted" ? findings : 0, reason };
  });
  const photos = record.photos.filter((photo) => belongs(photo, record)).map(
    ({ sha256: digest, size, type, role, item, finding, taken_at }) =>
      ({ sha256: digest, size, type, role, item: item ?? null, finding: finding ?? null, taken_at }),
  );
  const { record: id, task, rubric, arrived_at, left_at, sealed_at, position, site_state, note } = record;
  return JSON.stringify({ record: id, task, rubric, arrived_at, left_at, sealed_at, position, site_state, answers, photos, note });
}
