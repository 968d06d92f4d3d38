/** Several choices of which any may hold, each with an icon and a number. */
import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from "react-aria-components";
import styles from "./CheckboxList.module.css";
import { classNames } from "./classNames";

export interface CheckboxListProps<Value extends string> {
  label: string;
  value: readonly Value[];
  onChange: (value: Value[]) => void;
  options: readonly { value: Value; label: string; icon?: ReactNode; count?: number }[];
}

export function CheckboxList<Value extends string>({
  label,
  value,
  onChange,
  options,
}: CheckboxListProps<Value>) {
  return (
    <CheckboxGroup
      value={[...value]}
      onChange={(next) => onChange(next as Value[])}
      className={classNames(styles.group)}
    >
      <Label className={styles.label}>{label}</Label>
      <div className={styles.list}>
        {options.map((option) => (
          <CheckboxField
            key={option.value}
            value={option.value}
            className={classNames(styles.field)}
          >
            <CheckboxButton className={classNames(styles.option)}>
              <span className={styles.box} aria-hidden />
              {option.icon}
              {option.label}
              {option.count !== undefined && <span className={styles.count}>{option.count}</span>}
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
    </CheckboxGroup>
  );
}
