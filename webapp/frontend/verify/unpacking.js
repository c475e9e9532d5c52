// The files of a bundle by name, from what was dropped: a ZIP as downloaded, the files of a
// folder, or several of either.
import { unzipSync } from "fflate";

const MOST_BYTES = 2 ** 31; // unpacked; a frame of ten million sites stays below

export class NotABundle extends Error {}

// given: [{ name, bytes }] -> Map of name -> bytes. NotABundle says `zip` or `size`.
export function unpacked(given) {
  const files = new Map();
  for (const { name, bytes } of given) {
    if (!name.toLowerCase().endsWith(".zip")) files.set(name, bytes);
    else for (const [inside, data] of Object.entries(opened(bytes))) files.set(inside, data);
  }
  return files;
}

function opened(bytes) {
  let size = 0;
  const filter = ({ originalSize }) => {
    size += originalSize;
    if (size > MOST_BYTES) throw new NotABundle("size");
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw error instanceof NotABundle ? error : new NotABundle("zip");
  }
}
