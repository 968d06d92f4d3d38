/** The masks' style and colours, and what helps the eye on the canvas. */

import { useTranslation } from "react-i18next";
import { LARGEST_OUTLINE_PX, MASK_STYLES, type Seeing } from "../../../../editor";
import { Segmented } from "../../../../ui/Segmented";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { Slider } from "../Slider";
import styles from "./Display.module.css";
import { Row } from "./Row";

const COLORINGS = ["class", "segment"] as const;
const SWITCHES = ["unlabelled", "safeColors", "pixelGrid", "minimap"] as const;
const members = {
  unlabelled: "showsUnlabelled",
  safeColors: "hasSafeColors",
  pixelGrid: "hasPixelGrid",
  minimap: "hasMinimap",
} as const satisfies Record<(typeof SWITCHES)[number], keyof Seeing>;

export function MaskSettings() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const colorBy = useEditorState((state) => state.colorBy);
  const { maskStyle, outlinePx } = useEditorState((state) => state.seeing);
  return (
    <section className={styles.part} aria-label={t("editor.display.masks")}>
      <h3>{t("editor.display.masks")}</h3>
      <Row label={t("editor.display.style")}>
        <Segmented
          label={t("editor.display.style")}
          value={maskStyle}
          onChange={(style) => editor.setSeeing({ maskStyle: style })}
          parts={MASK_STYLES.map((value) => ({
            value,
            content: t(`editor.display.styles.${value}`),
          }))}
        />
      </Row>
      <Row label={t("editor.display.colorBy")}>
        <Segmented
          label={t("editor.display.colorBy")}
          value={colorBy}
          onChange={(next) => editor.setColorBy(next)}
          parts={COLORINGS.map((value) => ({ value, content: t(`editor.display.${value}`) }))}
        />
      </Row>
      <Slider
        label={t("editor.display.outline")}
        min={1}
        max={LARGEST_OUTLINE_PX}
        step={1}
        value={outlinePx}
        text={t("editor.display.outlinePx", { px: outlinePx })}
        onChange={(px) => editor.setSeeing({ outlinePx: px })}
      />
      <Switches />
    </section>
  );
}

function Switches() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const seeing = useEditorState((state) => state.seeing);
  return SWITCHES.map((name) => (
    <label key={name} className={styles.check}>
      <input
        type="checkbox"
        checked={seeing[members[name]]}
        onChange={(event) => editor.setSeeing({ [members[name]]: event.currentTarget.checked })}
      />
      {t(`editor.display.${name}`)}
    </label>
  ));
}
