/** The right panel: classes, what is suggested, what is there. */

import { useTranslation } from "react-i18next";
import { useEditorPage } from "../EditorContext";
import { PastPanel } from "../past/PastPanel";
import { ClassPalette } from "./ClassPalette";
import styles from "./Panel.module.css";
import { SegmentList } from "./SegmentList";
import { SelectedSegment } from "./SelectedSegment";
import { SuggestionList } from "./SuggestionList";
import { WeakLabels } from "./WeakLabels";

export function Panel() {
  const { t } = useTranslation();
  const { past } = useEditorPage();
  if (past.tab !== null) return <PastPanel tab={past.tab} />;
  return (
    <aside className={styles.panel} aria-label={t("editor.panel")}>
      <ClassPalette />
      <SuggestionList />
      <SegmentList />
      <WeakLabels />
      <SelectedSegment />
    </aside>
  );
}
