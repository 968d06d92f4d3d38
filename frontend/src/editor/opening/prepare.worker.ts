/** The worker that opens images. */

import { expose, transfer } from "comlink";

import { buffersOf, pack } from "./packing";
import type { Packed } from "./packing";
import { prepare } from "./prepare";
import type { Wires } from "./prepare";

const opener = {
  prepare(wires: Wires): Packed {
    const packed = pack(prepare(wires));
    return transfer(packed, buffersOf(packed));
  },
};
export type Opener = typeof opener;

expose(opener);
