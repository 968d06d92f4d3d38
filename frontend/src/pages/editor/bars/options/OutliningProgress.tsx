/** How far the outlines of very many segments are, and giving them up. */

import { LoaderCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../../ui/Button";
import button from "../../../../ui/Button.module.css";
import { useEditorPage, useEditorState } from "../../EditorContext";
import styles from "../Bars.module.css";

export function OutliningProgress() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const outlining = useEditorState((state) => state.outlining);
  if (outlining === null) return null;
  const { kind, done, total } = outlining;
  const counts = { done: done.toLocaleString(), total: total.toLocaleString() };
  return (
    <>
      <p className={styles.hint} role="status" data-testid="outlining">
        <LoaderCircle className={button.spinner} aria-hidden />{" "}
        {done < total || kind === "convert"
          ? t("editor.outlining.tracing", counts)
          : t("editor.outlining.simplifying", counts)}
      </p>
      <Button
        size="small"
        variant="quiet"
        icon={<X aria-hidden />}
        onPress={() => editor.dropSimplified()}
      >
        {t("editor.outlining.cancel")}
      </Button>
    </>
  );
}
