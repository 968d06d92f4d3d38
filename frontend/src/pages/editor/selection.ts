/** The segments that commands and fields are about; the primary is the first. */

import { useMemo } from "react";
import { type EditorSegment, type EditorState, selectedSegments } from "../../editor";
import { useEditorState } from "./EditorContext";

type Selecting = Pick<EditorState, "selectedUid" | "alsoSelected" | "segments">;

export function chosenSegments(state: Selecting): EditorSegment[] {
  return selectedSegments(state).flatMap((uid) => state.segments.get(uid) ?? []);
}

export function useChosenSegments(): readonly EditorSegment[] {
  const selectedUid = useEditorState((state) => state.selectedUid);
  const alsoSelected = useEditorState((state) => state.alsoSelected);
  const segments = useEditorState((state) => state.segments);
  return useMemo(
    () => chosenSegments({ selectedUid, alsoSelected, segments }),
    [selectedUid, alsoSelected, segments],
  );
}
