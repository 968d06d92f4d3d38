/** Above the canvas while it shows an earlier state: when that was, what differs, and what can be done. */

import { GitCompareArrows, History, RotateCcw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Past.module.css";
import { clockTime } from "./times";

export function PreviewBanner() {
  const { t } = useTranslation();
  const { past, editor, mayChange } = useEditorPage();
  const preview = useEditorState((state) => state.preview);
  if (past.shown === null || preview === null) return null;
  const { numGone, numChanged, numAdded, showsNow } = preview;
  const isSame = numGone + numChanged + numAdded === 0;
  return (
    <div className={styles.banner} role="status" data-testid="preview-banner">
      <History aria-hidden />
      <div className={styles.bannerText}>
        <strong>
          {showsNow
            ? t("editor.past.now")
            : t("editor.past.asItWas", { time: clockTime(past.shown.at) })}
        </strong>
        <span>
          {isSame
            ? t("editor.past.same")
            : t("editor.past.differences", {
                gone: numGone,
                changed: numChanged,
                added: numAdded,
              })}
          {" · "}
          {t("editor.past.keys")}
        </span>
      </div>
      <Button
        size="small"
        icon={<GitCompareArrows aria-hidden />}
        isDisabled={isSame}
        onPress={() => editor.compareWithNow(!showsNow)}
      >
        {t(showsNow ? "editor.past.showThen" : "editor.past.compare")}
      </Button>
      {mayChange && (
        <Button
          size="small"
          variant="primary"
          icon={<RotateCcw aria-hidden />}
          isDisabled={isSame}
          onPress={past.restoreShown}
        >
          {t("editor.past.restore")}
        </Button>
      )}
      <Button size="small" icon={<X aria-hidden />} onPress={past.leave}>
        {t("editor.past.leave")}
      </Button>
    </div>
  );
}
