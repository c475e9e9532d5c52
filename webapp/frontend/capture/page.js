// The capture page: what the person does is saved on the phone first and sent when sealed.
// The markup is macros/tasks.html, capture_form; README.md beside this file is the contract.
import { block, message } from "../messages.js";
import { first } from "../once.js";
import { freshRecord, gaps, manifestOf, now, withPhoto, withoutPhoto } from "./record.js";
import { Refused, send } from "./sending.js";
import { placeOf, showFindings, showShots, takePhoto } from "./shots.js";
import { draftOf, dropPhoto, moveRecord, openStore, photoBytes, savePhoto, saveRecord, settle } from "./store.js";

const gapTexts = { photo: "gap_photo", answer: "gap_answer", reason: "gap_reason" };

class Page {
  constructor(form, task) {
    this.form = form;
    this.task = task;
    this.urls = new Map();
    this.items = task.items;
    this.status = form.querySelector("[data-capture-status]");
    this.progress = form.querySelector("progress");
    this.button = form.querySelector("[data-capture-seal]");
    this.jump = form.querySelector("[data-capture-missing]");
    this.again = form.querySelector("[data-capture-reopen]");
    this.signIn = form.querySelector("[data-capture-sign-in]");
  }

  async start() {
    this.db = await openStore(this.task.account);
    navigator.storage?.persist?.();
    this.record = (await draftOf(this.db, this.task.task)) ?? freshRecord(this.task);
    for (const { sha256 } of this.record.photos) await this.remember(sha256);
    this.fill();
    this.listen();
    this.form.hidden = false;
    if (this.record.state === "sealed") this.deliver();
    else this.locate();
  }

  async remember(digest) {
    const photo = await photoBytes(this.db, this.record.record, digest);
    if (photo) this.urls.set(digest, URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })));
  }

  fieldset(item) {
    return this.form.querySelector(`[data-item="${CSS.escape(item)}"]`);
  }

  fill() {
    this.form.elements.site_state.value = this.record.site_state;
    this.form.elements.note.value = this.record.note;
    for (const [item, answer] of Object.entries(this.record.answers)) {
      const set = this.fieldset(item);
      const radio = set?.querySelector(`input[value="${answer.state}"]`);
      if (radio) radio.checked = true;
      const count = set?.querySelector("input[data-count]");
      if (count && answer.state === "counted") count.value = answer.findings;
      const reason = set?.querySelector("[data-reason]");
      if (reason) reason.value = answer.reason;
    }
    this.redraw();
  }

  redraw() {
    const open = this.record.site_state === "open";
    this.form.querySelector("[data-capture-items]").hidden = !open;
    for (const item of this.items) {
      const answer = this.record.answers[item];
      const set = this.fieldset(item);
      const excused = answer?.state === "na" || answer?.state === "missing";
      set.querySelector("[data-reason-box]").hidden = !excused;
      showFindings(set, answer?.state === "counted" ? answer.findings : 0);
      set.dataset.complete = answer ? "yes" : "no";
    }
    showShots(this.form, this.record, this.urls, (digest) => this.discard(digest));
    const missing = gaps(this.record, this.items).length;
    this.jump.hidden = this.record.state !== "draft" || !missing;
    if (this.record.state === "draft") {
      this.say(missing ? message("draft_saved_missing", { missing }) : message("draft_saved_ready"));
    }
  }

  listen() {
    // A file field tells of one choice twice; its photos are taken once.
    this.form.addEventListener("input", ({ target }) => target.type === "file" || this.typed(target));
    this.form.addEventListener("change", ({ target }) => this.typed(target));
    this.form.addEventListener("click", ({ target }) => this.step(target));
    this.jump.addEventListener("click", () => this.point(gaps(this.record, this.items)[0]));
    this.again.addEventListener("click", () => this.reopen());
    this.form.querySelector("[data-capture-locate]").addEventListener("click", () => this.locate());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.seal();
    });
  }

  step(target) {
    const by = Number(target.closest?.("button[data-step]")?.dataset.step ?? 0);
    if (!by) return;
    const count = target.closest("[data-item]").querySelector("input[data-count]");
    count.value = Math.max(0, Math.min(Number(count.max || 99), Number(count.value || 0) + by));
    this.typed(count);
  }

  async typed(field) {
    if (this.record.state !== "draft") return;
    if (field.type === "file") return this.shoot(field);
    const item = field.closest("[data-item]")?.dataset.item;
    this.record = { ...this.record, site_state: this.form.elements.site_state.value, note: this.form.elements.note.value };
    if (item) this.record = { ...this.record, answers: { ...this.record.answers, [item]: this.answer(item, field) } };
    await this.save(() => saveRecord(this.db, this.record));
    this.redraw();
  }

  answer(item, field) {
    const set = this.fieldset(item);
    const count = set.querySelector("input[data-count]");
    if (field === count && count.value !== "") set.querySelector('input[value="counted"]').checked = true;
    const state = set.querySelector("input[type=radio]:checked")?.value ?? "";
    if (state === "counted" && count.value === "") count.value = 0;
    if (state !== "counted") count.value = "";
    return { state, findings: Number(count.value || 0), reason: set.querySelector("[data-reason]").value };
  }

  async shoot(input) {
    const place = placeOf(input);
    const refused = [];
    for (const file of [...input.files]) {
      const { line, bytes, fault } = await takePhoto(file, place, this.record);
      if (fault) {
        refused.push(message(fault, { name: file.name }));
        continue;
      }
      const next = withPhoto(this.record, line);
      const kept = { record: next.record, sha256: line.sha256, type: line.type, bytes };
      if (await this.save(() => savePhoto(this.db, next, kept))) {
        this.record = next;
        await this.remember(line.sha256);
      }
    }
    input.value = "";
    this.redraw();
    if (refused.length) this.say(refused.join(" "), "bad");
  }

  async discard(digest) {
    if (this.record.state !== "draft") return;
    const next = withoutPhoto(this.record, digest);
    if (await this.save(() => dropPhoto(this.db, next, digest))) this.record = next;
    this.redraw();
  }

  // "Saved" is said only after the disk has it.
  async save(write) {
    try {
      await write();
      return true;
    } catch (error) {
      this.say(message(error.name === "QuotaExceededError" ? "phone_full" : "not_saved"), "bad");
      return false;
    }
  }

  locate() {
    const output = this.form.querySelector("[data-capture-position]");
    const again = this.form.querySelector("[data-capture-locate]");
    again.hidden = true;
    output.textContent = message("position_sought");
    const failed = () => {
      output.textContent = message("position_failed");
      again.hidden = this.record.state !== "draft";
    };
    if (!navigator.geolocation) failed();
    navigator.geolocation?.getCurrentPosition(({ coords }) => {
      if (this.record.state !== "draft") return;
      this.record = { ...this.record, position: { lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.round(coords.accuracy) } };
      saveRecord(this.db, this.record);
      output.textContent = message("position_known", { metres: Math.round(coords.accuracy) });
    }, failed, { enableHighAccuracy: true, timeout: 20000 });
  }

  async seal() {
    if (this.record.state !== "draft") return this.deliver();
    const [gap] = gaps(this.record, this.items);
    if (gap) return this.point(gap);
    const time = now();
    const sealed = { ...this.record, state: "sealed", left_at: time, sealed_at: time };
    sealed.manifest = manifestOf(sealed, this.items);
    if (!(await this.save(() => saveRecord(this.db, sealed)))) return undefined;
    this.record = sealed;
    return this.deliver();
  }

  // Leads to the first thing that is missing instead of only naming it.
  point({ kind, item, role, finding }) {
    const place = item ? this.fieldset(item) : this.form;
    const number = finding ? `[data-photo-finding="${finding}"]` : "";
    const field = { answer: "input[type=radio]", reason: "[data-reason]" }[kind];
    const target = place.querySelector(field ?? `[data-photo-role="${role}"]${number}`);
    const counted = finding ? message("finding_number", { number: finding }) : "";
    const label = kind === "photo" ? target?.closest("label").textContent.trim() : "";
    const what = [item, counted, label].filter(Boolean).join(" ");
    this.say(message(gapTexts[kind], { what }), "bad");
    target?.focus();
    target?.closest("fieldset, .shots")?.scrollIntoView({ block: "center" });
  }

  async deliver() {
    if (this.sending) return;
    this.sending = true;
    this.button.setAttribute("aria-disabled", "true");
    this.signIn.hidden = this.again.hidden = this.jump.hidden = true;
    this.form.querySelector("[data-capture-errors]").replaceChildren();
    this.freeze(true);
    const server = { uploads: this.task.uploads, csrf: this.task.csrf };
    try {
      const answer = await send(this.db, this.record, server, {
        report: ({ done, all }) => this.advance(done, all),
        waiting: (seconds) => this.say(message("waiting", { seconds }), "warn"),
      });
      await this.received(answer);
    } catch (error) {
      this.refused(error);
    }
  }

  freeze(frozen) {
    const fields = "input, select, textarea, button[data-step], .shot-list button";
    for (const field of this.form.querySelectorAll(fields)) field.disabled = frozen;
  }

  advance(done, all) {
    this.progress.hidden = false;
    Object.assign(this.progress, { max: Math.max(all, 1), value: done });
    this.say(message("uploading", { done, all }));
  }

  async received(answer) {
    this.record = { ...this.record, state: "received", answer };
    await settle(this.db, this.record);
    this.say(message("received"), "good");
    this.progress.hidden = this.button.hidden = true;
    this.form.querySelector("[data-capture-body]").hidden = true;
    const next = this.form.querySelector("[data-capture-next]");
    if (answer.location) next.href = answer.location;
    this.form.querySelector("[data-capture-handle]").textContent = answer.receipt || "–";
    this.form.querySelector("[data-capture-receipt]").hidden = false;
    this.form.scrollIntoView({ block: "start" });
    next.focus({ preventScroll: true });
  }

  // What the server refused is never edited: the content goes into a new draft.
  async reopen() {
    const fresh = { ...this.record, record: crypto.randomUUID(), state: "draft", left_at: null, sealed_at: null };
    delete fresh.manifest;
    if (!(await this.save(() => moveRecord(this.db, this.record, fresh)))) return;
    this.record = fresh;
    this.again.hidden = this.progress.hidden = true;
    this.button.textContent = this.button.dataset.words;
    this.form.querySelector("[data-capture-errors]").replaceChildren();
    this.freeze(false);
    this.redraw();
  }

  // The record stays on the phone; a person decides what to do.
  refused(error) {
    this.sending = false;
    this.button.removeAttribute("aria-disabled");
    this.button.dataset.words ??= this.button.textContent;
    this.button.textContent = message("send_again");
    if (!(error instanceof Refused)) throw error;
    const { title, detail } = error.problem;
    const signedOut = error.status === 401 || error.status === 403;
    this.signIn.hidden = !signedOut;
    this.button.hidden = signedOut;
    this.again.hidden = signedOut || error.status === 404;
    this.say(signedOut ? message("signed_out") : [message(title), detail].filter(Boolean).join(" "), "bad");
    const list = this.form.querySelector("[data-capture-errors]");
    const entries = Array.isArray(error.problem.errors) ? error.problem.errors : Object.values(error.problem.errors ?? {});
    list?.replaceChildren(...entries.flat().map((text) => {
      const line = document.createElement("li");
      line.textContent = typeof text === "string" ? text : [text.column, text.got, text.wanted].filter(Boolean).join(" · ");
      return line;
    }));
  }

  say(text, tone = "") {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
  }
}

export function capture(form) {
  if (!first(form, "capture")) return;
  const page = new Page(form, block(form.dataset.source));
  page.start().catch(() => {
    form.hidden = false;
    page.say(message("no_storage"), "bad");
  });
}
