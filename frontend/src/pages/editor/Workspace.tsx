/** One open image: its editor joined to saving, keys and settings, and the parts round the canvas. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { hasRole } from "../../api/projects";
import type { LabelClass, Project } from "../../api/types";
import type { SaveQueue } from "../../save";
import { OptionsBar } from "./bars/OptionsBar";
import { actionsFor, useStateChange } from "./bars/StateActions";
import { ToolStrip } from "./bars/ToolStrip";
import { TopBar } from "./bars/TopBar";
import { type CommandContext, reservedKeys } from "./commands";
import { ClassMenu } from "./dialogs/ClassMenu";
import { HelpDialog } from "./dialogs/HelpDialog";
import { UndecidedDialog } from "./dialogs/UndecidedDialog";
import { EditorContext, type EditorPageContext, useEditorPage } from "./EditorContext";
import { fetchAhead, type OpenedImage } from "./opening";
import { paletteOf } from "./palette";
import { PLAIN_PICTURE } from "./picture";
import { Panel } from "./panel/Panel";
import { keepPreferences } from "./preferences";
import { connectSaving, followSelection } from "./session";
import { useAssistance } from "./useAssistance";
import { useShortcuts } from "./shortcuts";
import { Stage } from "./stage/Stage";
import styles from "./Workspace.module.css";

interface WorkspaceProps {
  opened: OpenedImage;
  project: Project;
  classes: readonly LabelClass[];
  queue: SaveQueue;
}

/** How long after opening an image its neighbour is fetched: the picture in sight goes first. */
const FETCH_AHEAD_AFTER_MS = 800;

export function Workspace({ opened, project, classes, queue }: WorkspaceProps) {
  const { editor, image } = opened;
  const [annotationState, setAnnotationState] = useState(opened.annotationState);
  const [threshold, setThreshold] = useState(0);
  const [picture, setPicture] = useState(PLAIN_PICTURE);
  const [dialog, setDialog] = useState<"help" | "class" | "submit" | "submitNext" | null>(null);
  const mayAnnotate = hasRole(project.role, "annotator");
  // What is approved is changed on purpose only: Reopen first.
  const canEdit = mayAnnotate && annotationState !== "approved";
  const palette = useMemo(() => paletteOf(classes, reservedKeys), [classes]);
  const assistance = useAssistance(editor, image.id);
  const goTo = useGoTo(project.id, image.previous_id, image.next_id);

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
    return mayAnnotate ? connectSaving(editor, queue, annotation, setAnnotationState) : undefined;
  }, [editor, queue, image, project.id, opened.revision, mayAnnotate]);
  useEffect(() => {
    if (canEdit) return keepPreferences(editor, project.id);
    editor.setTool("pan");
    return undefined;
  }, [editor, project.id, canEdit]);
  useEffect(() => followSelection(editor), [editor]);
  useEffect(() => {
    editor.setClasses(palette);
  }, [editor, palette]);
  useFetchingAhead(image.next_id);
  const workspace = useRef<HTMLDivElement>(null);
  useReturningFocus(workspace);

  const commands = useMemo<CommandContext>(
    () => ({
      editor,
      canEdit,
      threshold,
      goTo,
      acceptPreview: assistance.accept,
      discardPreview: assistance.discard,
      saveNow: () => void queue.flush(image.annotation_id),
      // Replaced below: submitting needs the context that this object is part of.
      submitNext: () => undefined,
      openHelp: () => setDialog("help"),
      openClassMenu: () => setDialog("class"),
    }),
    [editor, canEdit, threshold, goTo, assistance, queue, image.annotation_id],
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
      classOf: (classId) => byId.get(classId),
      canEdit,
      threshold,
      setThreshold,
      picture,
      setPicture,
      assistance,
      commands,
      askUndecided: (goOn) => setDialog(goOn ? "submitNext" : "submit"),
    };
  }, [
    editor,
    image,
    project,
    queue,
    annotationState,
    palette,
    canEdit,
    threshold,
    picture,
    assistance,
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
        <div className={styles.middle}>
          <main className={styles.main}>
            <ToolStrip />
            <Stage />
          </main>
          <Panel />
        </div>
      </div>
      <HelpDialog isOpen={dialog === "help"} onClose={() => setDialog(null)} palette={palette} />
      <ClassMenu isOpen={dialog === "class"} onClose={() => setDialog(null)} />
      <UndecidedDialog
        isOpen={dialog === "submit" || dialog === "submitNext"}
        goesOn={dialog === "submitNext"}
        onClose={() => setDialog(null)}
      />
    </EditorContext>
  );
}

/** Binds the keys; submitting and going on joins two of the page's abilities. */
function Shortcuts() {
  const { commands, palette, editor, project, annotationState, askUndecided } = useEditorPage();
  const change = useStateChange();
  const submitNext = (): void => {
    const canSubmit = actionsFor(annotationState, project.role).includes("submit");
    // Walking on over what is submitted or approved already must not change it.
    if (!canSubmit) commands.goTo("next");
    else if (editor.store.getState().suggestions.size > 0) askUndecided(true);
    else change.mutate("submitted", { onSuccess: () => commands.goTo("next") });
  };
  useShortcuts({ ...commands, submitNext }, palette);
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

function useGoTo(
  projectId: number,
  previousId: number | null,
  nextId: number | null,
): CommandContext["goTo"] {
  const [, navigate] = useLocation();
  return useMemo(
    () => (where) => {
      const id = where === "previous" ? previousId : nextId;
      // Leaving saves: the queue goes on sending whatever is left, whichever image is open.
      if (id !== null) navigate(`/projects/${projectId}/images/${id}`);
    },
    [navigate, projectId, previousId, nextId],
  );
}

function useFetchingAhead(nextId: number | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (nextId === null) return;
    const timer = setTimeout(() => fetchAhead(client, nextId), FETCH_AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, nextId]);
}
