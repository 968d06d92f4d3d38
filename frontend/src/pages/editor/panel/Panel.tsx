/** The right panel: classes, what is suggested, what is there. */

import { useTranslation } from "react-i18next";
import { ClassPalette } from "./ClassPalette";
import styles from "./Panel.module.css";
import { SegmentList } from "./SegmentList";
import { SelectedSegment } from "./SelectedSegment";
import { SuggestionList } from "./SuggestionList";

export function Panel() {
  const { t } = useTranslation();
  return (
    <aside className={styles.panel} aria-label={t("editor.panel")}>
      <ClassPalette />
      <SuggestionList />
      <SegmentList />
      <SelectedSegment />
    </aside>
  );
}
