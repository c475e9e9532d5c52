// On the page of a draw that is not opened yet: the reader's own browser checks whether the
// network signed the beacon. data-round, data-randomness, data-network (the signature); the
// words for each outcome stand in <template data-state="…">.
import { isSigned } from "./beacon.js";
import { fromHex, sha256Hex } from "./hashing.js";

export async function signature(place) {
  const { round, randomness, network } = place.dataset;
  const signed = fromHex(network);
  const own = signed !== null && (await sha256Hex(signed)) === randomness;
  const state = own && (await isSigned(BigInt(round), signed)) ? "signed" : "forged";
  const words = place.querySelector(`template[data-state="${state}"]`);
  place.querySelector("[role=status]").append(words.content.cloneNode(true));
  place.dataset.beacon = state;
}
