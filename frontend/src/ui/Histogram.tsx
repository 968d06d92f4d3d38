/** Counts in bins as upright bars; read out as a list of bin and count. */
import type { CSSProperties } from "react";
import { VisuallyHidden } from "react-aria-components";
import styles from "./Histogram.module.css";

export interface Bin {
  /** Under the bar, short. */
  tick: string;
  /** Shown on pointing at it and read out: "16 to 63 px: 12". */
  label: string;
  count: number;
}

export interface HistogramProps {
  label: string;
  bins: readonly Bin[];
  /** CSS colour of the bars. */
  color?: string;
  formatCount: (count: number) => string;
}

export function Histogram({ label, bins, color, formatCount }: HistogramProps) {
  const highest = Math.max(1, ...bins.map((bin) => bin.count));
  const style = color === undefined ? {} : ({ "--bar": color } as CSSProperties);
  return (
    <ol className={styles.histogram} aria-label={label} style={style}>
      {bins.map((bin) => (
        <li key={bin.tick} title={bin.label}>
          <VisuallyHidden>{bin.label}</VisuallyHidden>
          <span className={styles.column} aria-hidden>
            <span className={styles.count}>{bin.count > 0 ? formatCount(bin.count) : ""}</span>
            <span
              className={styles.bar}
              style={{ "--height": bin.count / highest } as CSSProperties}
            />
          </span>
          <span className={styles.tick} aria-hidden>
            {bin.tick}
          </span>
        </li>
      ))}
    </ol>
  );
}
