/** The scissors: whether the edges around the last anchor are known yet. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { LoaderCircle } from "lucide-react";
import button from "../../../../ui/Button.module.css";
import { useEditorState } from "../../EditorContext";
import styles from "../Bars.module.css";
import { PaintModes } from "./PaintModes";

/** What takes no longer is not worth a word. */
const PATIENCE_MS = 300;

export function ScissorsOptions() {
  const { t } = useTranslation();
  const status = useEditorState((state) => state.wireStatus);
  const isSlow = useLasting(status === "tracing");
  return (
    <>
      <PaintModes />
      {isSlow && (
        <span className={styles.asking} role="status">
          <LoaderCircle className={button.spinner} aria-hidden />
          {t("editor.scissors.tracing")}
        </span>
      )}
    </>
  );
}

/** True once something has been so for longer than one would wait without a word. */
function useLasting(isSo: boolean): boolean {
  const [isLasting, setLasting] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isSo]);
  return isLasting;
}
