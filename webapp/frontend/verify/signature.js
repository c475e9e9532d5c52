// On the page of a draw that is not opened yet: whether the network signed the beacon, checked
// by the reader's own browser. data-beacon: the beacon file's content; the words for each
// outcome stand in <template data-state="…">.
import { beaconSignatures } from "./beacon.js";
import { bytesOf } from "./texts.js";

export async function signature(place) {
  const files = new Map([["beacon.json", bytesOf(place.dataset.beacon)]]);
  const [{ state }] = await beaconSignatures(files);
  const told = place.querySelector(`template[data-state="${state}"]`);
  if (told) place.append(told.content.cloneNode(true));
  place.dataset.signature = state;
}
