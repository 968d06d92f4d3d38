/** How a version's segments are spread over its classes, as one bar. */
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { ClassShare } from "../../api/versions";
import { long, shownShares } from "./figures";
import styles from "./Versions.module.css";

const most = 24;
const named = 4;

export interface ClassBarProps {
  /** Null: not counted. */
  shares: readonly ClassShare[] | null;
  isCounting: boolean;
}

export function ClassBar({ shares, isCounting }: ClassBarProps) {
  const { t } = useTranslation();
  if (shares === null) {
    const words = t(isCounting ? "versions.counting" : "versions.uncounted");
    return <span className={styles.muted}>{words}</span>;
  }
  const shown = shownShares(shares, most);
  if (shown.length === 0) {
    return <span className={styles.muted}>{t("versions.noSegments")}</span>;
  }
  const words = (row: ClassShare) => `${row.name} ${long(row.num_segments)}`;
  const label = t("versions.classesBar", { classes: shown.map(words).join(", ") });
  return (
    <>
      <div className={styles.classBar} role="img" aria-label={label}>
        {shown.map((row) => (
          <span
            key={row.class_id}
            title={words(row)}
            style={{ "--share": row.num_segments, "--swatch": row.color } as CSSProperties}
          />
        ))}
      </div>
      <p className={styles.topClasses} aria-hidden>
        {shown.slice(0, named).map(words).join(" · ")}
      </p>
    </>
  );
}
