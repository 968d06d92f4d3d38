/** One open image: its editor joined to saving, keys and settings, and the parts round the canvas. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { classesKey, hasRole } from "../../api/projects";
import type { LabelClass, Project } from "../../api/types";
import type { SaveQueue } from "../../save";
import { OptionsBar } from "./bars/OptionsBar";
import { ToolStrip } from "./bars/ToolStrip";
import { TopBar } from "./bars/TopBar";
import type { CommandContext } from "./commands";
import { ClassMenu } from "./dialogs/ClassMenu";
import { HelpDialog } from "./dialogs/HelpDialog";
import { CommandPalette } from "./dialogs/palette/CommandPalette";
import { ShortcutsDialog } from "./dialogs/shortcuts/ShortcutsDialog";
import { IncompleteDialog, type IncompleteSegment } from "./dialogs/IncompleteDialog";
import { TagMenu } from "./dialogs/TagMenu";
import { UndecidedDialog } from "./dialogs/UndecidedDialog";
import { EditorContext, type EditorPageContext, useEditorPage } from "./EditorContext";
import { reservedKeys } from "./keymap/keymap";
import { useKeymap } from "./keymap/store";
import { clearFilters } from "./listing/store";
import type { OpenedImage } from "./opening";
import type { OperationPanel } from "./operations/panels";
import { paletteOf } from "./palette";
import { usePast } from "./past/usePast";
import { createPicture, keepTone } from "./seeing/picture";
import { DoneDialog } from "./people/DoneDialog";
import { askingFirst } from "./leaving";
import { useGoingOn } from "./people/useGoingOn";
import { useOthers } from "./people/useOthers";
import { Panel } from "./panel/Panel";
import { useIsPanelOpen } from "./panel/panelStore";
import { keepPreferences, keepSeeing } from "./preferences";
import { connectSaving, followSelection } from "./session";
import { readOnlyReason } from "./readOnly";
import { useAssistance } from "./useAssistance";
import { useSuperpixels } from "./useSuperpixels";
import { useCommandContext } from "./useCommandContext";
import { useShortcuts } from "./shortcuts";
import { createCursor, toggleCursor } from "./stage/cursor/cursor";
import { Stage } from "./stage/Stage";
import styles from "./Workspace.module.css";

interface WorkspaceProps {
  opened: OpenedImage;
  project: Project;
  classes: readonly LabelClass[];
  queue: SaveQueue;
}

type OpenDialog = "help" | "tags" | "palette" | "shortcuts" | "class" | "submit" | "submitNext";

export function Workspace({ opened, project, classes, queue }: WorkspaceProps) {
  const { editor, image } = opened;
  const queries = useQueryClient();
  const [annotationState, setAnnotationState] = useState(opened.annotationState);
  const [threshold, setThreshold] = useState(0);
  const [picture] = useState(() => createPicture(project.id, image.values_url !== null));
  const [isDisplayOpen, setDisplayOpen] = useState(false);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [operation, setOperation] = useState<OperationPanel | null>(null);
  const [incomplete, setIncomplete] = useState<readonly IncompleteSegment[] | null>(null);
  const mayAnnotate = hasRole(project.role, "annotator");
  const [isLooking, setLooking] = useState(false);
  const past = usePast(editor, image.annotation_id);
  const readOnly = readOnlyReason(mayAnnotate, annotationState, past.shown !== null, isLooking);
  const canEdit = readOnly === null;
  const mayChange = canEdit || readOnly === "past";
  const keymap = useKeymap();
  const [cursor] = useState(createCursor);
  const hasSafeColors = useStore(editor.store, ({ seeing }) => seeing.hasSafeColors);
  const palette = useMemo(
    () => paletteOf(classes, reservedKeys(keymap), hasSafeColors),
    [classes, keymap, hasSafeColors],
  );
  const assistance = useAssistance(editor, image.id);
  const superpixels = useSuperpixels(editor, image.id);
  const goingOn = useGoingOn(image);
  const goTo = useMemo(() => askingFirst(editor, goingOn.goTo), [editor, goingOn]);
  const others = useOthers({
    annotationId: image.annotation_id,
    revision: opened.revision,
    editor,
    queue,
    takesLease: mayAnnotate && annotationState !== "approved" && !isLooking,
    onState: setAnnotationState,
  });

  useEffect(() => {
    const annotation = {
      annotationId: image.annotation_id,
      imageId: image.id,
      projectId: project.id,
      imageName: image.name,
      sizeHw: [image.height, image.width] as const,
      revision: opened.revision,
    };
    // What a viewer tries stays on the screen: the server would refuse it.
    if (!mayAnnotate) return undefined;
    const renewClasses = (): void => {
      void queries.invalidateQueries({ queryKey: classesKey(project.id) });
    };
    return connectSaving(editor, queue, annotation, setAnnotationState, renewClasses);
  }, [editor, queue, queries, image, project.id, opened.revision, mayAnnotate]);
  useEffect(() => {
    if (canEdit) return keepPreferences(editor, project.id);
    // What was proposed cannot be accepted any more.
    editor.setPrompt(null);
    editor.propose(null);
    editor.setTool("pan");
    return undefined;
  }, [editor, project.id, canEdit]);
  useEffect(() => keepSeeing(editor), [editor]);
  useEffect(() => keepTone(picture, project.id), [picture, project.id]);
  useEffect(() => followSelection(editor), [editor]);
  useEffect(() => {
    editor.setClasses(palette);
  }, [editor, palette]);
  // What was looked for on the last image is not what is looked for on this one.
  useEffect(() => clearFilters(), [editor]);
  const isPanelOpen = useIsPanelOpen();
  const workspace = useRef<HTMLDivElement>(null);
  useReturningFocus(workspace);

  const commands = useMemo<CommandContext>(
    () => ({
      editor,
      classes: palette,
      canEdit,
      threshold,
      goTo,
      acceptProposal: assistance.accept,
      discardProposal: assistance.discard,
      saveNow: () => void queue.flush(image.annotation_id),
      // Replaced below: submitting needs the context that this object is part of.
      submitNext: () => undefined,
      isHistoryOpen: past.tab !== null,
      toggleHistory: () => past.setTab(past.tab === null ? "history" : null),
      leavePast: past.leave,
      openHelp: () => setDialog("help"),
      openClassMenu: () => setDialog("class"),
      openTags: () => setDialog("tags"),
      openPalette: () => setDialog("palette"),
      toggleCursor: () => toggleCursor(cursor, editor),
      openShortcuts: () => setDialog("shortcuts"),
      previousId: image.previous_id,
      nextId: image.next_id,
      picture,
      openDisplay: () => setDisplayOpen(true),
      showOperation: setOperation,
    }),
    [editor, cursor, palette, canEdit, threshold, goTo, assistance, queue, image, past, picture],
  );
  const context = useMemo<EditorPageContext>(() => {
    const byId = new Map(palette.map((each) => [each.classId, each]));
    return {
      editor,
      image,
      project,
      queue,
      annotationState,
      setAnnotationState,
      palette,
      keymap,
      cursor,
      classOf: (classId) => byId.get(classId),
      canEdit,
      readOnly,
      mayChange,
      past,
      others,
      setLooking,
      goingOn,
      threshold,
      setThreshold,
      picture,
      display: { isOpen: isDisplayOpen, setOpen: setDisplayOpen },
      assistance,
      superpixels,
      operations: {
        open: operation,
        show: setOperation,
        close: (kind) => setOperation((open) => (open?.kind === kind ? null : open)),
      },
      commands,
      showIncomplete: setIncomplete,
      askUndecided: (goOn) => setDialog(goOn ? "submitNext" : "submit"),
    };
  }, [
    editor,
    image,
    project,
    queue,
    annotationState,
    palette,
    keymap,
    cursor,
    canEdit,
    readOnly,
    mayChange,
    past,
    others,
    setLooking,
    goingOn,
    threshold,
    picture,
    isDisplayOpen,
    assistance,
    superpixels,
    operation,
    commands,
  ]);

  return (
    <EditorContext value={context}>
      <Shortcuts />
      <div ref={workspace} className={styles.workspace}>
        <header>
          <TopBar />
          <OptionsBar />
        </header>
        <div className={styles.middle} data-panel={isPanelOpen ? "open" : "closed"}>
          <main className={styles.main}>
            <ToolStrip />
            <Stage />
          </main>
          <Panel />
        </div>
      </div>
      <HelpDialog
        isOpen={dialog === "help"}
        onClose={() => setDialog(null)}
        onChangeKeys={() => setDialog("shortcuts")}
        palette={palette}
      />
      <CommandPalette isOpen={dialog === "palette"} onClose={() => setDialog(null)} />
      <ShortcutsDialog isOpen={dialog === "shortcuts"} onClose={() => setDialog(null)} />
      <ClassMenu isOpen={dialog === "class"} onClose={() => setDialog(null)} />
      <TagMenu isOpen={dialog === "tags"} onClose={() => setDialog(null)} />
      <DoneDialog />
      <UndecidedDialog
        isOpen={dialog === "submit" || dialog === "submitNext"}
        goesOn={dialog === "submitNext"}
        onClose={() => setDialog(null)}
      />
      {incomplete !== null && (
        <IncompleteDialog segments={incomplete} onClose={() => setIncomplete(null)} />
      )}
    </EditorContext>
  );
}

function Shortcuts() {
  const { palette, keymap } = useEditorPage();
  useShortcuts(useCommandContext(), palette, keymap);
  return null;
}

/**
 * After a click on a tool or slider the keyboard belongs to the canvas again: Space must pan and Enter must
 * close the polygon, not press the button once more. Menus, fields and lists keep the focus.
 */
function useReturningFocus(workspace: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = workspace.current;
    if (element === null) return;
    const returnFocus = (event: MouseEvent): void => {
      const { activeElement } = document;
      // Presses by keyboard come as clicks too, without a count.
      if (event.detail === 0 || !element.contains(activeElement)) return;
      const isPassing = activeElement?.matches(
        'button:not([aria-haspopup], [aria-expanded]), input[type="range"]',
      );
      if (!isPassing) return;
      element.querySelector<HTMLElement>("[data-editor-canvas]")?.focus({ preventScroll: true });
    };
    // Not React's: its buttons keep their clicks to themselves.
    element.addEventListener("click", returnFocus);
    return () => element.removeEventListener("click", returnFocus);
  }, [workspace]);
}
