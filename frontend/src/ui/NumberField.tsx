/** A whole number with steps, by arrow keys and by buttons. */
import { Minus, Plus } from "lucide-react";
import {
  Button as AriaButton,
  Group,
  Input,
  Label,
  NumberField as AriaNumberField,
} from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Field.module.css";

export interface NumberFieldProps {
  label: string;
  value: number;
  minValue: number;
  maxValue: number;
  step?: number;
  onChange: (value: number) => void;
}

export function NumberField({ label, onChange, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField
      {...props}
      onChange={(next) => {
        // An emptied field keeps the number that it had.
        if (!Number.isNaN(next)) onChange(next);
      }}
      formatOptions={{ maximumFractionDigits: 0, useGrouping: false }}
      className={classNames(styles.field)}
    >
      <Label className={styles.label}>{label}</Label>
      <Group className={classNames(styles.number)}>
        <Input className={classNames(styles.input)} />
        <AriaButton slot="decrement" className={classNames(styles.step)}>
          <Minus aria-hidden />
        </AriaButton>
        <AriaButton slot="increment" className={classNames(styles.step)}>
          <Plus aria-hidden />
        </AriaButton>
      </Group>
    </AriaNumberField>
  );
}
