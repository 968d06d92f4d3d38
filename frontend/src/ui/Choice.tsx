/** Choices of a form: an on/off switch, and radio cards that explain what each choice means. */
import type { ReactNode } from "react";
import {
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
  SwitchButton,
  SwitchField,
} from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Field.module.css";

export interface SwitchProps {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isDisabled?: boolean;
  children?: ReactNode;
  "aria-label"?: string;
}

export function Switch({ children, ...props }: SwitchProps) {
  return (
    <SwitchField {...props} className={classNames(styles.switchField)}>
      <SwitchButton className={classNames(styles.switch)}>
        <span className={styles.track} aria-hidden />
        {children}
      </SwitchButton>
    </SwitchField>
  );
}

export interface RadioCardsProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; title: string; description: string; picture?: ReactNode }[];
}

export function RadioCards<Value extends string>({
  label,
  value,
  onChange,
  options,
}: RadioCardsProps<Value>) {
  return (
    <RadioGroup
      value={value}
      onChange={(next) => onChange(next as Value)}
      className={classNames(styles.field)}
    >
      <Label className={styles.label}>{label}</Label>
      <div className={styles.radios}>
        {options.map((option) => (
          <RadioField
            key={option.value}
            value={option.value}
            className={classNames(styles.radioField)}
          >
            <RadioButton className={classNames(styles.radio)}>
              {option.picture}
              <span className={styles.radioTitle}>{option.title}</span>
              <span className={styles.description}>{option.description}</span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
