/** One setting: its name at the left, its control at the right. */

import type { ReactNode } from "react";
import styles from "./Display.module.css";

export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span className={styles.label}>{label}</span>
      {children}
    </div>
  );
}
