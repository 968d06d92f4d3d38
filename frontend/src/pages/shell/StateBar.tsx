/** How a project's images are spread over the annotation states, as one bar. */
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { AnnotationState } from "../../api/types";
import styles from "./StateBar.module.css";

/** Most advanced first, so that the bar grows from the left as work is done. */
export const annotationStates: readonly AnnotationState[] = [
  "approved",
  "submitted",
  "returned",
  "in_progress",
  "new",
];

export function StateDot({ state }: { state: AnnotationState }) {
  return <span className={styles.dot} data-state={state} aria-hidden />;
}

export function StateBar({ counts }: { counts: Record<AnnotationState, number> }) {
  const { t } = useTranslation();
  const present = annotationStates.filter((state) => counts[state] > 0);
  const words = present.map((state) => `${counts[state]} ${t(`states.${state}`)}`).join(", ");
  return (
    <div className={styles.bar} role="img" aria-label={words === "" ? t("states.none") : words}>
      {present.map((state) => (
        <span
          key={state}
          data-state={state}
          style={{ "--share": counts[state] } as CSSProperties}
          title={`${counts[state]} ${t(`states.${state}`)}`}
        />
      ))}
    </div>
  );
}
