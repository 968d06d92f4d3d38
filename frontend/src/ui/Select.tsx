/** One choice from a list that opens under the field. */
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Field.module.css";
import overlay from "./Overlay.module.css";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  description?: string;
  icon?: ReactNode;
}

export interface SelectProps<Value extends string> {
  label?: string;
  "aria-label"?: string;
  description?: string;
  error?: string | null | undefined;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  isDisabled?: boolean;
}

export function Select<Value extends string>({
  label,
  description,
  error,
  value,
  onChange,
  options,
  ...props
}: SelectProps<Value>) {
  return (
    <AriaSelect
      {...props}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(key as Value);
      }}
      className={classNames(styles.field)}
    >
      {label !== undefined && <Label className={styles.label}>{label}</Label>}
      <AriaButton className={classNames(styles.trigger)}>
        <SelectValue className={classNames(styles.value)}>
          {({ selectedText }) => selectedText}
        </SelectValue>
        <ChevronDown aria-hidden />
      </AriaButton>
      {description !== undefined && !error && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={classNames(styles.error)}>{error ?? undefined}</FieldError>
      <Popover className={classNames(overlay.popover)} offset={4}>
        <ListBox className={classNames(overlay.list)}>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className={classNames(overlay.item)}
            >
              {option.icon}
              <Text slot="label">{option.label}</Text>
              <Check className={overlay.tick} aria-hidden />
              {option.description !== undefined && (
                <Text slot="description">{option.description}</Text>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
