/** The size of the superpixels. */

import { LoaderCircle, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SuperpixelSize } from "../../../../editor";
import { Button } from "../../../../ui/Button";
import button from "../../../../ui/Button.module.css";
import { Segmented } from "../../../../ui/Segmented";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { SUPERPIXEL_SIZES } from "../../superpixelSize";
import styles from "../Bars.module.css";

export function SuperpixelOptions() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const size = useEditorState((state) => state.superpixelSize);
  return (
    <>
      <Segmented<SuperpixelSize>
        label={t("editor.superpixels.size")}
        value={size}
        onChange={(next) => editor.setSuperpixelSize(next)}
        parts={SUPERPIXEL_SIZES.map((value) => ({
          value,
          content: t(`editor.superpixels.${value}`),
        }))}
      />
      <Retry />
    </>
  );
}

/** What is being made is said where the tool's hint is; here is what can be done about a failure. */
function Retry() {
  const { t } = useTranslation();
  const { state, retry } = useEditorPage().superpixels;
  if (state.kind === "loading" || state.kind === "absent") {
    return (
      <span className={styles.asking}>
        <LoaderCircle className={button.spinner} aria-hidden />
      </span>
    );
  }
  if (state.kind === "ready") return null;
  return (
    <Button size="small" icon={<RotateCw aria-hidden />} onPress={retry}>
      {t("editor.retry")}
    </Button>
  );
}
