/**
 * What opening an image costs, apart from what the editor keeps: masks decoded and both id-maps composed.
 * A worker does it, so that the page answers while hundreds of masks are read.
 */

import type { SizeHw } from "../../geometry/points";
import type { Tile } from "../idmap";
import { Layer } from "../layer";
import type { Region } from "../layer";
import type { EditorSegment, EditorSuggestion } from "../types";
import { segmentFromWire, suggestionFromWire } from "../wire";
import type { WireSegment, WireSuggestion } from "../wire";

/** An image's regions as the API answers them. */
export interface Wires {
  readonly sizeHw: SizeHw;
  readonly segments: readonly WireSegment[];
  readonly suggestions: readonly WireSuggestion[];
}

/** Regions in the order in which they came, and the tiles of their id-map: slot i + 1 is region i. */
export interface PreparedLayer<T extends Region> {
  readonly regions: readonly T[];
  readonly tiles: readonly Tile[];
}

export interface Prepared {
  readonly segments: PreparedLayer<EditorSegment>;
  readonly suggestions: PreparedLayer<EditorSuggestion>;
}

/**
 * @throws MaskSizeMismatch, InvalidCounts a segment's or suggestion's mask is none of this image.
 * @throws TooManyRegions the image has more than 65,535 segments or suggestions.
 */
export function prepare({ sizeHw, segments, suggestions }: Wires): Prepared {
  return {
    segments: prepareLayer(
      sizeHw,
      segments.map((wire) => segmentFromWire(wire, sizeHw)),
    ),
    suggestions: prepareLayer(
      sizeHw,
      suggestions.map((wire) => suggestionFromWire(wire, sizeHw)),
    ),
  };
}

function prepareLayer<T extends Region>(sizeHw: SizeHw, regions: T[]): PreparedLayer<T> {
  const layer = new Layer<T>(sizeHw);
  for (const region of regions) layer.add(region);
  layer.composeAll();
  return { regions, tiles: layer.idMap.allTiles() };
}
