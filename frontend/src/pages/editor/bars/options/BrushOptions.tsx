/** The brush's size and shape. */

import { Circle, PenTool, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconToggle } from "../../../../ui/IconButton";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { LARGEST_RADIUS_PX } from "../../../../editor";
import styles from "../Bars.module.css";
import { shortcutOf } from "../shortcutOf";
import { Slider } from "../Slider";

/** The slider moves by the logarithm: as fine among small brushes as coarse among large ones. */
const SIZE_STEPS = 100;

export function BrushSize() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { radiusPx } = useEditorState((state) => state.brush);
  const diameter = Math.max(1, Math.round(radiusPx * 2));
  const largest = LARGEST_RADIUS_PX * 2;
  const toStep = (Math.log(diameter) / Math.log(largest)) * SIZE_STEPS;
  return (
    <Slider
      label={t("editor.brushSize")}
      shortcut={`${shortcutOf("smaller")} ${shortcutOf("larger")}`}
      min={0}
      max={SIZE_STEPS}
      step="any"
      value={toStep}
      text={t("editor.sizePx", { size: diameter })}
      onChange={(step) => {
        editor.setBrush({ radiusPx: Math.round(largest ** (step / SIZE_STEPS)) / 2 });
      }}
    />
  );
}

export function BrushShapes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { shape, hasPressure } = useEditorState((state) => state.brush);
  return (
    <div className={styles.group} role="group" aria-label={t("editor.shape.label")}>
      <IconToggle
        icon={Circle}
        label={t("editor.shape.round")}
        isSelected={shape === "round"}
        onChange={() => editor.setBrush({ shape: "round" })}
      />
      <IconToggle
        icon={Square}
        label={t("editor.shape.square")}
        isSelected={shape === "square"}
        onChange={() => editor.setBrush({ shape: "square" })}
      />
      <IconToggle
        icon={PenTool}
        label={t("editor.penPressure")}
        isSelected={hasPressure}
        onChange={() => editor.setBrush({ hasPressure: !hasPressure })}
      />
    </div>
  );
}
