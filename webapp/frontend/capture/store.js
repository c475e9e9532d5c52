// The draft on the phone: one database per account, so that the next user of a shared phone
// sees nothing of the last. Photos are ArrayBuffers; older Safari lost Blobs.
import { openDB } from "idb";

const VERSION = 1;

export function openStore(account) {
  return openDB(`sanitation-${account}`, VERSION, {
    upgrade(db) {
      db.createObjectStore("records", { keyPath: "record" }).createIndex("task", "task");
      db.createObjectStore("photos", { keyPath: ["record", "sha256"] }).createIndex("record", "record");
    },
    blocking(current, blocked, { target }) {
      target.close();
    },
  });
}

// The unsent record of a task, or undefined.
export async function draftOf(db, task) {
  const all = await db.getAllFromIndex("records", "task", task);
  return all.find(({ state }) => state !== "received");
}

export const saveRecord = (db, record) => db.put("records", record);

// Photo and its line in the record in one transaction that has reached the disk.
export async function savePhoto(db, record, photo) {
  const change = db.transaction(["records", "photos"], "readwrite", { durability: "strict" });
  change.objectStore("photos").put(photo);
  change.objectStore("records").put(record);
  await change.done;
}

export async function dropPhoto(db, record, sha256) {
  const change = db.transaction(["records", "photos"], "readwrite", { durability: "strict" });
  change.objectStore("photos").delete([record.record, sha256]);
  change.objectStore("records").put(record);
  await change.done;
}

// A refused record goes on under a new number, with its photos, in one transaction.
export async function moveRecord(db, from, to) {
  const change = db.transaction(["records", "photos"], "readwrite", { durability: "strict" });
  const photos = change.objectStore("photos");
  for (const photo of await photos.index("record").getAll(from.record)) {
    photos.put({ ...photo, record: to.record });
    photos.delete([from.record, photo.sha256]);
  }
  change.objectStore("records").delete(from.record);
  change.objectStore("records").put(to);
  await change.done;
}

export const photoBytes = (db, record, sha256) => db.get("photos", [record, sha256]);

// After the server has everything: the bytes go, the record stays as the person's proof.
export async function settle(db, record) {
  const change = db.transaction(["records", "photos"], "readwrite");
  const photos = change.objectStore("photos");
  for (const key of await photos.index("record").getAllKeys(record.record)) photos.delete(key);
  change.objectStore("records").put(record);
  await change.done;
}
