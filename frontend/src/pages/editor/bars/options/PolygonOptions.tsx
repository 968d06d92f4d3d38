/** What the polygon tool draws next, and whether borders pull. */

import { Magnet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { PolygonMode } from "../../../../editor";
import { classNames } from "../../../../ui/classNames";
import { IconToggle, Tip } from "../../../../ui/IconButton";
import { useEditorPage, useEditorState } from "../../EditorContext";
import styles from "../Bars.module.css";

const MODES = ["new", "part", "hole"] as const satisfies readonly PolygonMode[];

export function PolygonModes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const mode = useEditorState((state) => state.polygonMode);
  const hasSegment = useEditorState(
    ({ selectedUid, segments }) => selectedUid !== null && segments.has(selectedUid),
  );
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{t("editor.polygons.mode.label")}</span>
      <ToggleButtonGroup
        aria-label={t("editor.polygons.mode.label")}
        className={classNames(styles.segmented)}
        selectionMode="single"
        selectedKeys={mode === "redraw" ? [] : [mode]}
        onSelectionChange={([next]) => editor.setPolygonMode((next ?? "new") as PolygonMode)}
      >
        {MODES.map((each) => (
          <Tip key={each} label={t(`editor.polygons.mode.${each}Tip`)}>
            <ToggleButton
              id={each}
              className={classNames(styles.segment)}
              isDisabled={each !== "new" && !hasSegment}
            >
              {t(`editor.polygons.mode.${each}`)}
            </ToggleButton>
          </Tip>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

export function MagnetToggle() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const isMagnetic = useEditorState((state) => state.isMagnetic);
  return (
    <IconToggle
      icon={Magnet}
      label={t("editor.polygons.magnet")}
      isSelected={isMagnetic}
      onChange={(isOn) => editor.setMagnetic(isOn)}
    />
  );
}
