/** A few choices side by side, of which one holds. */
import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Segmented.module.css";

export interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  parts: readonly { value: Value; content: ReactNode }[];
  isDisabled?: boolean;
}

export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  parts,
  isDisabled = false,
}: SegmentedProps<Value>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = [...keys] as Value[];
        if (key !== undefined) onChange(key);
      }}
      className={classNames(styles.group)}
    >
      {parts.map((part) => (
        <ToggleButton key={part.value} id={part.value} className={classNames(styles.part)}>
          {part.content}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
