/** What every part of the editor page shares. */

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { AnnotationState, ImageDetail, Project } from "../../api/types";
import type { Editor, EditorState } from "../../editor";
import type { SaveQueue } from "../../save";
import type { CommandContext } from "./commands";
import type { PaletteClass } from "./palette";
import type { PictureLevels } from "./picture";
import type { AssistanceControls } from "./useAssistance";

export interface EditorPageContext {
  editor: Editor;
  image: ImageDetail;
  project: Project;
  queue: SaveQueue;
  annotationState: AnnotationState;
  setAnnotationState: (state: AnnotationState) => void;
  palette: readonly PaletteClass[];
  classOf: (classId: number) => PaletteClass | undefined;
  canEdit: boolean;
  threshold: number;
  setThreshold: (threshold: number) => void;
  /** How the picture is shown; every image starts plain. */
  picture: PictureLevels;
  setPicture: (levels: PictureLevels) => void;
  assistance: AssistanceControls;
  /** Suggestions are left: asks what to do with them before the image is submitted. */
  askUndecided: (goesOn: boolean) => void;
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
