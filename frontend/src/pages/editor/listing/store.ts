/** How the segments are listed: sorting and grouping stay from image to image, filters do not. */

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { EditorSegment, EditorState, Uid } from "../../../editor";
import { listedSegments } from "../order";
import { type ClassNames, type Filters, listed, type Listed, type Listing } from "./listing";
import { NO_FILTERS, PLAIN_LISTING } from "./listing";

const store = createStore<Listing>(() => PLAIN_LISTING);

export function useListing(): Listing {
  return useStore(store);
}

export function changeListing(change: Partial<Listing>): void {
  store.setState(change);
}

export function changeFilters(change: Partial<Filters>): void {
  store.setState({ filters: { ...store.getState().filters, ...change } });
}

export function clearFilters(): void {
  store.setState({ filters: NO_FILTERS });
}

export function toggleGroup(classId: number, isCollapsed: boolean): void {
  const collapsed = new Set(store.getState().collapsed);
  if (isCollapsed) collapsed.add(classId);
  else collapsed.delete(classId);
  store.setState({ collapsed });
}

/** The last order: sorting what is nearly in order costs one pass, not a sort of thousands per stroke. */
let last: { segments: EditorState["segments"]; ordered: EditorSegment[] } | null = null;

export function orderedSegments(segments: EditorState["segments"]): EditorSegment[] {
  if (last?.segments === segments) return last.ordered;
  const known = new Set(last?.ordered.map(({ uid }) => uid));
  const nearly = new Map<Uid, EditorSegment>();
  for (const uid of known) {
    const segment = segments.get(uid);
    if (segment !== undefined) nearly.set(uid, segment);
  }
  for (const [uid, segment] of segments) if (!known.has(uid)) nearly.set(uid, segment);
  last = { segments, ordered: listedSegments(nearly) };
  return last.ordered;
}

/** The list as it is shown now, for commands that walk along it. */
export function shownSegments(state: EditorState, classes: ClassNames): Listed {
  return listed(orderedSegments(state.segments), state, classes, store.getState());
}
