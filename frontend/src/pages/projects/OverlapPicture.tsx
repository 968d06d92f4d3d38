/** Two shapes that meet: drawn over each other (layered) or sharing a border (exclusive). */
import type { OverlapMode } from "../../api/types";
import styles from "./Projects.module.css";

export function OverlapPicture({ mode }: { mode: OverlapMode }) {
  return (
    <svg className={styles.overlapPicture} viewBox="20 2 56 36" aria-hidden>
      {mode === "layered" ? (
        <>
          <circle cx="38" cy="20" r="15" className={styles.shapeA} />
          <circle cx="58" cy="20" r="15" className={styles.shapeB} />
        </>
      ) : (
        <>
          <path d="M48 8.8A15 15 0 1 0 48 31.2Z" className={styles.shapeA} />
          <path d="M48 8.8A15 15 0 1 1 48 31.2Z" className={styles.shapeB} />
        </>
      )}
    </svg>
  );
}
