/** Which pixels a gesture may take. */

import { useTranslation } from "react-i18next";
import type { PaintMode } from "../../../../editor";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { shortcutOf } from "../shortcutOf";
import { Segmented } from "./Segmented";

const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

export function PaintModes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const mode = useEditorState((state) => state.paintMode);
  return (
    <Segmented
      label={t("editor.paintMode.label")}
      shortcut={shortcutOf("paintMode")}
      value={mode}
      choices={MODES.map((each) => ({
        value: each,
        text: t(`editor.paintMode.${each}`),
        tip: t(`editor.paintMode.${each}Tip`),
      }))}
      onChange={(next) => editor.setPaintMode(next)}
    />
  );
}
