/** What every part of the editor page shares. */

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { AnnotationState, ImageDetail, Lease, Project } from "../../api/types";
import type { Editor, EditorState } from "../../editor";
import type { SaveQueue } from "../../save";
import type { CommandContext } from "./commands";
import type { IncompleteSegment } from "./dialogs/IncompleteDialog";
import type { Keymap } from "./keymap/keymap";
import type { OperationPanels } from "./operations/panels";
import type { PaletteClass } from "./palette";
import type { CursorStore } from "./stage/cursor/cursor";
import type { GoingOn } from "./people/useGoingOn";
import type { PastControls } from "./past/usePast";
import type { ReadOnlyReason } from "./readOnly";
import type { PictureStore } from "./seeing/picture";
import type { AssistanceControls } from "./useAssistance";
import type { SuperpixelControls } from "./useSuperpixels";

export interface EditorPageContext {
  editor: Editor;
  image: ImageDetail;
  project: Project;
  queue: SaveQueue;
  annotationState: AnnotationState;
  setAnnotationState: (state: AnnotationState) => void;
  palette: readonly PaletteClass[];
  /** The keyboard's pointer over the image. */
  cursor: CursorStore;
  /** The keys in force; whatever shows one renders again when they change. */
  keymap: Keymap;
  classOf: (classId: number) => PaletteClass | undefined;
  /** Now: false also while an earlier state is looked at. */
  canEdit: boolean;
  /** Why not, null where it may be edited. */
  readOnly: ReadOnlyReason | null;
  /** By role and state: what an earlier state brings back is a change. */
  mayChange: boolean;
  past: PastControls;
  /** Others (and this person's other tabs) that have the image open, the longest first. */
  others: readonly Lease[];
  /** While others edit, this person may prefer to look. */
  setLooking: (isLooking: boolean) => void;
  goingOn: GoingOn;
  threshold: number;
  setThreshold: (threshold: number) => void;
  /** The panel of display settings. */
  display: { isOpen: boolean; setOpen: (isOpen: boolean) => void };
  /** The picture, and how it is shown. */
  picture: PictureStore;
  assistance: AssistanceControls;
  superpixels: SuperpixelControls;
  /** What operations show above the canvas. */
  operations: OperationPanels;
  /** Suggestions are left: asks what to do with them before the image is submitted. */
  askUndecided: (goesOn: boolean) => void;
  /** Segments lack required attributes: says which, and leads to them. */
  showIncomplete: (segments: readonly IncompleteSegment[]) => void;
  /** For commands that are run by a button. */
  commands: CommandContext;
}

export const EditorContext = createContext<EditorPageContext | null>(null);

export function useEditorPage(): EditorPageContext {
  const context = useContext(EditorContext);
  if (context === null) throw new Error("Only parts of the editor page may ask for it.");
  return context;
}

/** One part of the editor's state; the component renders again only when it changes. */
export function useEditorState<Part>(select: (state: EditorState) => Part): Part {
  return useStore(useEditorPage().editor.store, select);
}
