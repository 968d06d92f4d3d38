/** Small marks in a segment's row: crowd, occluded, truncated, and attributes still to be given. */

import { useTranslation } from "react-i18next";
import { type EditorSegment, isMissing } from "../../../editor";
import { classNames } from "../../../ui/classNames";
import { useEditorPage } from "../EditorContext";
import styles from "./Attributes.module.css";

const FLAGS = ["iscrowd", "occluded", "truncated"] as const;

export function FlagBadges({ segment }: { segment: EditorSegment }) {
  const { t } = useTranslation();
  const { classOf } = useEditorPage();
  const asked = classOf(segment.classId)?.attributes ?? [];
  const missing = asked.filter((each) => isMissing(each, segment.attributes));
  const flags = FLAGS.filter((flag) => segment[flag]);
  if (flags.length === 0 && missing.length === 0) return null;
  const names = missing.map(({ name }) => name).join(", ");
  return (
    <span className={styles.badges}>
      {flags.map((flag) => (
        <abbr key={flag} className={styles.badge} title={t(`editor.selected.${flag}`)}>
          {t(`editor.attributes.badge.${flag}`)}
        </abbr>
      ))}
      {missing.length > 0 && (
        <abbr
          className={classNames(styles.badge, styles.warns)}
          title={t("editor.attributes.missing", { names })}
        >
          {t("editor.attributes.badge.missing")}
        </abbr>
      )}
    </span>
  );
}
