/** How far a piece of work is; without a value, that it goes on. */
import type { CSSProperties, ReactNode } from "react";
import { Label, ProgressBar as AriaProgressBar } from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Display.module.css";

export interface ProgressBarProps {
  /** Read out; shown above the bar unless `isLabelHidden`. */
  label: string;
  isLabelHidden?: boolean;
  /** 0 to 1; null while the end is unknown. */
  fraction: number | null;
  /** Right of the label: "34 of 120". */
  status?: ReactNode;
}

export function ProgressBar({ label, isLabelHidden = false, fraction, status }: ProgressBarProps) {
  const width = { "--fraction": `${(fraction ?? 0) * 100}%` } as CSSProperties;
  const hidden = isLabelHidden ? { "aria-label": label } : {};
  return (
    <AriaProgressBar
      {...hidden}
      value={fraction ?? 0}
      maxValue={1}
      isIndeterminate={fraction === null}
      className={classNames(styles.progress, fraction === null && styles.indeterminate)}
    >
      {(!isLabelHidden || status !== undefined) && (
        <div className={styles.progressHead}>
          {isLabelHidden ? <span /> : <Label>{label}</Label>}
          <span>{status}</span>
        </div>
      )}
      <div className={styles.bar}>
        <div className={styles.fill} style={width} />
      </div>
    </AriaProgressBar>
  );
}
