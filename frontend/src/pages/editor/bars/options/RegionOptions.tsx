/** Whether regions are added or cut out, and what erasing takes from. */

import { useTranslation } from "react-i18next";
import type { RegionSettings } from "../../../../editor";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { shortcutOf } from "../shortcutOf";
import { Segmented } from "./Segmented";

const MODES: readonly RegionSettings["mode"][] = ["add", "remove"];
const SCOPES: readonly RegionSettings["erases"][] = ["selected", "everything"];

export function RegionModes({ isLabelHidden = false }: { isLabelHidden?: boolean }) {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { mode } = useEditorState((state) => state.region);
  return (
    <Segmented
      label={t("editor.regionMode.label")}
      isLabelHidden={isLabelHidden}
      shortcut={shortcutOf("addOrRemove")}
      value={mode}
      choices={MODES.map((each) => ({
        value: each,
        text: t(`editor.regionMode.${each}`),
        tip: t(`editor.regionMode.${each}Tip`),
      }))}
      onChange={(next) => editor.setRegion({ mode: next })}
    />
  );
}

export function EraseScopes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { erases } = useEditorState((state) => state.region);
  return (
    <Segmented
      label={t("editor.eraseScope.label")}
      shortcut={shortcutOf("eraseScope")}
      value={erases}
      choices={SCOPES.map((each) => ({
        value: each,
        text: t(`editor.eraseScope.${each}`),
        tip: t(`editor.eraseScope.${each}Tip`),
      }))}
      onChange={(next) => editor.setRegion({ erases: next })}
    />
  );
}
