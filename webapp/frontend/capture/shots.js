// The photo places of the form: a file input each, its pictures beside it, a way to discard.
import { message } from "../messages.js";
import { now, samePlace, sha256 } from "./record.js";

export const placeOf = (input) => ({
  role: input.dataset.photoRole,
  item: input.dataset.photoItem ?? null,
  finding: input.dataset.photoFinding ? Number(input.dataset.photoFinding) : null,
});

const MOST_BYTES = 15_000_000; // the server takes no more

async function isPicture(file) {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}

// The bytes the phone gave us are the original: read once, hashed, never encoded again.
// A file the server would refuse is refused here, while a new photo can still be taken:
// { fault } names the message.
export async function takePhoto(file, place, record) {
  if (file.size > MOST_BYTES) return { fault: "photo_too_large" };
  if (!(await isPicture(file))) return { fault: "photo_unreadable" };
  const bytes = await file.arrayBuffer();
  const digest = await sha256(bytes);
  if (record.photos.some((photo) => photo.sha256 === digest)) return { fault: "photo_twice" };
  const taken = file.lastModified ? new Date(file.lastModified).toISOString().replace(/\.\d+Z$/, "Z") : now();
  return { line: { ...place, sha256: digest, size: bytes.byteLength, type: file.type || "image/jpeg", taken_at: taken }, bytes };
}

function picture(url, label, discard) {
  const entry = document.createElement("li");
  const image = document.createElement("img");
  Object.assign(image, { src: url, alt: label });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: message("discard") });
  button.setAttribute("aria-label", `${message("discard")} ${label}`);
  button.addEventListener("click", discard);
  entry.append(image, button);
  return entry;
}

// Shows, beside each input, the photos of its place. urls: digest -> object URL.
export function showShots(form, record, urls, discard) {
  for (const input of form.querySelectorAll("input[data-photo-role]")) {
    const place = placeOf(input);
    const list = input.closest(".shots").querySelector(`[data-shot-list="${place.role}"]`);
    const mine = record.photos.filter((photo) => samePlace(photo, place));
    const label = input.closest("label").textContent.trim();
    list.replaceChildren(...mine.map((photo) =>
      picture(urls.get(photo.sha256), label, () => discard(photo.sha256))));
  }
}

// As many finding blocks under an indicator as findings were counted.
export function showFindings(fieldset, count) {
  const holder = fieldset.querySelector("[data-findings-list]");
  const template = fieldset.querySelector("template[data-finding]");
  if (!holder || !template) return;
  while (holder.children.length > count) holder.lastElementChild.remove();
  while (holder.children.length < count) {
    const number = holder.children.length + 1;
    const block = template.content.firstElementChild.cloneNode(true);
    block.querySelector("h3").textContent = message("finding_number", { number });
    for (const input of block.querySelectorAll("input[data-photo-role]")) input.dataset.photoFinding = number;
    holder.append(block);
  }
}
