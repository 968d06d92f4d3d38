/**
 * What the tool does, at the foot of the canvas. It has a line of its own there: it is read whole in every
 * window, and the picture does not move when another tool is chosen.
 */

import { useTranslation } from "react-i18next";
import type { ToolName } from "../../../editor";
import { errorText } from "../../shell/errorText";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./StatusLine.module.css";

export function HintLine() {
  const wire = useEditorState((state) => state.wireStatus);
  const tool = useEditorState((state) => state.tool);
  const text = useHintOf(tool);
  return (
    <p
      className={styles.hint}
      data-testid="tool-hint"
      data-wire={tool === "scissors" ? wire : undefined}
      title={text}
    >
      {text}
    </p>
  );
}

/** Some tools say other things while something is under way. */
function useHintOf(tool: ToolName): string {
  const { t } = useTranslation();
  const { chosen } = useEditorPage().assistance;
  const polygonMode = useEditorState((state) => state.polygonMode);
  const wire = useEditorState((state) => state.wireStatus);
  const proposedBy = useEditorState((state) => state.proposal?.tool ?? null);
  const superpixels = useSuperpixelHint();
  const isSimplifying = useEditorState((state) => state.simplifying !== null);
  if (isSimplifying) return t("editor.hints.simplify");
  switch (tool) {
    case "fill":
      return t(proposedBy === "fill" ? "editor.fill.shown" : "editor.hints.fill");
    case "polygon":
      return polygonMode === "new"
        ? t("editor.hints.polygon")
        : t(`editor.polygons.hints.${polygonMode}`);
    case "scissors":
      return t(wire === "failed" ? "editor.scissors.failed" : "editor.hints.scissors");
    case "watershed":
      return t(proposedBy === null ? "editor.hints.watershed" : "editor.hints.refineWatershed");
    case "superpixels":
      return superpixels;
    case "box":
      if (proposedBy !== null) return t("editor.hints.refine");
      return t(chosen?.prompts.includes("points") ? "editor.hints.points" : "editor.hints.box");
    default:
      return t(`editor.hints.${tool}`);
  }
}

/** The picture's regions have to be there first. */
function useSuperpixelHint(): string {
  const { t } = useTranslation();
  const { state } = useEditorPage().superpixels;
  switch (state.kind) {
    case "ready":
      return t("editor.hints.superpixels");
    case "failed":
      return t("editor.superpixels.failed", { reason: errorText(state.error) });
    case "absent":
    case "loading": {
      const percent = Math.round(((state.kind === "loading" ? state.fraction : null) ?? 0) * 100);
      return percent === 0
        ? t("editor.superpixels.loading")
        : t("editor.superpixels.making", { percent });
    }
  }
}
