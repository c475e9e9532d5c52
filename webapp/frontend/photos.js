// A strip of photos opens in a viewer that zooms and pans: <ul data-photos> of
// <a data-photo href="full picture" data-caption="…">. Without a script the link opens the
// picture itself. Keys: arrows previous and next, + and − zoom, Escape closes.
import L from "leaflet";

import { message } from "./messages.js";
import { first } from "./once.js";

function button(label, text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  return element;
}

function sized(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.addEventListener("load", () => resolve([image.naturalHeight, image.naturalWidth]));
    image.addEventListener("error", reject);
    image.src = address;
  });
}

class Viewer {
  constructor(links) {
    this.links = links;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "viewer";
    this.dialog.setAttribute("aria-label", message("photo"));
    this.caption = document.createElement("p");
    this.caption.setAttribute("aria-live", "polite");
    this.stage = document.createElement("div");
    this.stage.className = "viewer-stage";
    this.back = button(message("previous_photo"), "←", () => this.show(this.at - 1));
    this.next = button(message("next_photo"), "→", () => this.show(this.at + 1));
    const closing = button(message("close"), "✕", () => this.dialog.close());
    const top = document.createElement("div");
    top.className = "viewer-top";
    top.append(this.caption, this.back, this.next, closing);
    this.dialog.append(top, this.stage);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.links[this.at].focus());
    document.body.append(this.dialog);
  }

  key(event) {
    if (event.target.closest(".leaflet-container") && !event.altKey) return;
    if (event.key === "ArrowLeft") this.show(this.at - 1);
    if (event.key === "ArrowRight") this.show(this.at + 1);
  }

  open(at) {
    this.dialog.showModal();
    this.map ??= L.map(this.stage, { crs: L.CRS.Simple, minZoom: -5, maxZoom: 3, zoomSnap: 0.25, attributionControl: false, zoomControl: false });
    this.zoom ??= L.control.zoom({ zoomInTitle: message("zoom_in"), zoomOutTitle: message("zoom_out") }).addTo(this.map);
    this.map.invalidateSize();
    this.show(at);
  }

  async show(at) {
    if (at < 0 || at >= this.links.length) return;
    this.at = at;
    const link = this.links[at];
    this.caption.textContent = `${at + 1} / ${this.links.length}  ${link.dataset.caption ?? ""}`;
    this.back.disabled = at === 0;
    this.next.disabled = at === this.links.length - 1;
    try {
      const bounds = [[0, 0], await sized(link.href)];
      if (this.at !== at) return;
      this.picture?.remove();
      this.picture = L.imageOverlay(link.href, bounds, { alt: link.dataset.caption ?? "" }).addTo(this.map);
      this.map.setMaxBounds(L.latLngBounds(bounds).pad(0.25)).fitBounds(bounds, { animate: false });
    } catch {
      this.caption.textContent = message("photo_failed");
    }
  }
}

export function photos(strip) {
  if (!first(strip, "photos")) return;
  const links = [...strip.querySelectorAll("a[data-photo]")];
  let viewer;
  links.forEach((link, at) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      viewer ??= new Viewer(links);
      viewer.open(at);
    });
  });
}
