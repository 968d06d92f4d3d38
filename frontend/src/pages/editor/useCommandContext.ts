/** What commands may do on this page, submitting included, which joins two of its abilities. */

import { actionsFor, useStateChange } from "./bars/StateActions";
import type { CommandContext } from "./commands";
import { useEditorPage } from "./EditorContext";

export function useCommandContext(): CommandContext {
  const { commands, editor, project, annotationState, askUndecided } = useEditorPage();
  const change = useStateChange();
  const submitNext = (): void => {
    const canSubmit = actionsFor(annotationState, project.role).includes("submit");
    // Walking on over what is submitted or approved already must not change it.
    if (!canSubmit) commands.goTo("nextWork");
    else if (editor.store.getState().suggestions.size > 0) askUndecided(true);
    else change.mutate("submitted", { onSuccess: () => commands.goTo("nextWork") });
  };
  return { ...commands, submitNext };
}
