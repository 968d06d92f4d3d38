/** What a command is, and what it may do. */

import type { PictureStore } from "../seeing/picture";
import type { Editor } from "../../../editor";
import type { ClassNames } from "../listing/listing";
import type { OperationPanel } from "../operations/panels";

export type CommandGroup =
  "tools" | "edit" | "view" | "segments" | "operations" | "suggestions" | "image";

/** What commands may do beyond the editor itself. */
export interface CommandContext {
  editor: Editor;
  classes: ClassNames;
  canEdit: boolean;
  /** Suggestions below this score are not shown and not meant. */
  threshold: number;
  /** Does what is proposed; false where nothing is. */
  acceptProposal: () => boolean;
  discardProposal: () => void;
  goTo: (where: "previous" | "next" | "nextWork") => void;
  saveNow: () => void;
  submitNext: () => void;
  isHistoryOpen: boolean;
  /** Opens or closes the image's history. */
  toggleHistory: () => void;
  /** Goes back from an earlier state that is looked at. */
  leavePast: () => void;
  openHelp: () => void;
  openClassMenu: () => void;
  openTags: () => void;
  openPalette: () => void;
  toggleCursor: () => void;
  openShortcuts: () => void;
  /** The neighbours in the project's list; null at its ends. */
  previousId: number | null;
  nextId: number | null;
  picture: PictureStore;
  openDisplay: () => void;
  /** Opens what operations show above the canvas, in place of what is open. */
  showOperation: (panel: OperationPanel) => void;
}

/** Why a command would do nothing now; the palette words it. */
export type Unavailable =
  | "read_only"
  | "nothing_to_undo"
  | "nothing_to_redo"
  | "nothing_selected"
  | "no_segment_selected"
  | "no_segments"
  | "no_classes"
  | "needs_two"
  | "no_suggestions"
  | "no_boxes"
  | "no_image"
  | "unfinished";

export interface Command {
  group: CommandGroup;
  /** In tinykeys' notation; the first is the one that is shown. */
  keys: readonly string[];
  /** Fires again and again while the key is held. */
  repeats?: boolean;
  /** Viewers may look, not change. */
  edits?: boolean;
  /** Why it would do nothing now; null (or no such function) where it can be run. */
  unavailable?: (context: CommandContext) => Unavailable | null;
  run: (context: CommandContext) => void;
}
