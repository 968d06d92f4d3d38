/** Submit, approve, return, reopen: what this person may do next with the annotation. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CheckCheck, CornerUpLeft, Send, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { changeState, imagesKey } from "../../../api/images";
import { hasRole } from "../../../api/projects";
import type { AnnotationState, Role } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { Tip } from "../../../ui/IconButton";
import { notify } from "../../../ui/Toast";
import { errorText } from "../../shell/errorText";
import { incompleteOf } from "../dialogs/IncompleteDialog";
import { useEditorPage } from "../EditorContext";
import styles from "./Bars.module.css";
import { shortcutOf } from "./shortcutOf";

type Action = "submit" | "takeBack" | "approve" | "return" | "reopen";

const target: Record<Action, AnnotationState> = {
  submit: "submitted",
  takeBack: "in_progress",
  approve: "approved",
  return: "returned",
  reopen: "in_progress",
};

const icons = {
  submit: Send,
  takeBack: Undo2,
  approve: CheckCheck,
  return: CornerUpLeft,
  reopen: Undo2,
};

/** The likeliest action first. */
export function actionsFor(state: AnnotationState, role: Role): Action[] {
  const isReviewer = hasRole(role, "reviewer");
  if (!hasRole(role, "annotator")) return [];
  switch (state) {
    case "new":
    case "in_progress":
    case "returned":
      return ["submit"];
    case "submitted":
      return isReviewer ? ["approve", "return"] : ["takeBack"];
    case "approved":
      return isReviewer ? ["reopen"] : [];
  }
}

/** Saves first: what is submitted must be what is seen. */
export function useStateChange() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { queue, image, project, setAnnotationState, showIncomplete, goingOn } = useEditorPage();
  return useMutation({
    mutationFn: async (state: AnnotationState) => {
      await queue.flush(image.annotation_id);
      if (queue.state(image.annotation_id).numPending > 0) {
        throw new Error(t("editor.state.unsaved"));
      }
      await changeState(image.annotation_id, state);
      return state;
    },
    onSuccess: (state) => {
      setAnnotationState(state);
      void queries.invalidateQueries({ queryKey: imagesKey(project.id) });
      if (state === "submitted") goingOn.tellSubmitted();
    },
    onError: (error) => {
      const incomplete = incompleteOf(error);
      if (incomplete !== null) {
        showIncomplete(incomplete);
        return;
      }
      notify({ title: t("editor.state.failed"), description: errorText(error), tone: "danger" });
    },
  });
}

export function StateActions() {
  const { t } = useTranslation();
  const { annotationState, project, editor, askUndecided } = useEditorPage();
  const change = useStateChange();
  const act = (action: Action): void => {
    const isUndecided = action === "submit" && editor.store.getState().suggestions.size > 0;
    if (isUndecided) askUndecided(false);
    else change.mutate(target[action]);
  };
  return (
    <div className={styles.group}>
      {actionsFor(annotationState, project.role).map((action, index) => {
        const Icon = action === "approve" ? Check : icons[action];
        const element = (
          <Button
            key={action}
            variant={index === 0 ? "primary" : "secondary"}
            icon={<Icon aria-hidden />}
            isPending={change.isPending && change.variables === target[action]}
            onPress={() => act(action)}
          >
            {t(`editor.state.${action}`)}
          </Button>
        );
        if (action !== "submit") return element;
        return (
          <Tip
            key={action}
            label={t("editor.commands.submitNext")}
            shortcut={shortcutOf("submitNext")}
          >
            {element}
          </Tip>
        );
      })}
    </div>
  );
}
