/** Fetches 16-bit values, counts them and halves them. */

import { expose, transfer } from "comlink";
import type { SizeHw } from "../geometry/points";
import { type DeepLevel, type DeepLoader, type DeepValues, NoDeepValues } from "./deep";
import { halved, halvingsOf } from "./halving";
import { countValues } from "./histogram";

async function load(url: string, sizeHw: SizeHw): Promise<DeepValues> {
  const values = await fetched(url, sizeHw[0] * sizeHw[1]);
  const counts = new Uint32Array(65_536);
  countValues(values, counts);
  const levels: DeepLevel[] = [{ sizeHw, scale: 1, values }];
  for (const halving of halvingsOf(sizeHw)) {
    const last = levels.at(-1)!;
    levels.push({ ...halving, values: halved(last.values, last.sizeHw, halving.sizeHw) });
  }
  const buffers = [counts.buffer, ...levels.map((level) => level.values.buffer as ArrayBuffer)];
  return transfer({ sizeHw, levels, counts }, buffers);
}

/** Reads into one buffer as it comes: a copy of 134 MB at the end would be felt. */
async function fetched(url: string, length: number): Promise<Uint16Array> {
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new NoDeepValues(`${answer.status} from ${url}`);
  // The server sends little-endian numbers, as every machine with a browser has them.
  const values = new Uint16Array(length);
  const bytes = new Uint8Array(values.buffer);
  let at = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > bytes.length) throw new NoDeepValues("More values than pixels came.");
    bytes.set(value, at);
    at += value.length;
  }
  if (at !== bytes.length) throw new NoDeepValues(`${at} of ${bytes.length} bytes came.`);
  return values;
}

expose({ load } satisfies DeepLoader);
