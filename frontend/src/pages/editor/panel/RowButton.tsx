/** The small buttons at a row's end: light enough for lists of thousands. */

import type { LucideIcon } from "lucide-react";
import { classNames } from "../../../ui/classNames";
import styles from "./Panel.module.css";

interface RowButtonProps {
  icon: LucideIcon;
  label: string;
  /** Hidden, locked: shown even when the row is not pointed at. */
  isOn?: boolean;
  isDisabled?: boolean;
  /** Rows of a grid are worked by keys; other rows' buttons are reached by Tab. */
  isInTabOrder?: boolean;
  onPress: () => void;
}

export function RowButton({
  icon: Icon,
  label,
  isOn = false,
  isDisabled = false,
  isInTabOrder = false,
  onPress,
}: RowButtonProps) {
  return (
    <button
      type="button"
      className={classNames(styles.rowButton, isOn && styles.on)}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      tabIndex={isInTabOrder ? 0 : -1}
      onClick={onPress}
    >
      <Icon aria-hidden />
    </button>
  );
}
