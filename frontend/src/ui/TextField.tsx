/** One line or several of text, with the label above and the error below the field itself. */
import { Search, X } from "lucide-react";
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  SearchField as AriaSearchField,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Field.module.css";

export interface TextFieldProps extends Omit<AriaTextFieldProps, "className" | "style"> {
  label?: string;
  description?: string;
  /** Shown under the field; makes it invalid. */
  error?: string | null | undefined;
  placeholder?: string;
  /** Lines of a text area; absent for a single line. */
  rows?: number;
}

export function TextField({
  label,
  description,
  error,
  placeholder,
  rows,
  ...props
}: TextFieldProps) {
  const invalid = error ? { isInvalid: true } : {};
  return (
    <AriaTextField
      // An error of the last try must not keep the form from being sent again.
      validationBehavior="aria"
      {...props}
      {...invalid}
      className={classNames(styles.field)}
    >
      {label !== undefined && <Label className={styles.label}>{label}</Label>}
      {rows === undefined ? (
        <Input className={classNames(styles.input)} placeholder={placeholder} />
      ) : (
        <TextArea
          className={classNames(styles.input, styles.area)}
          placeholder={placeholder}
          rows={rows}
        />
      )}
      {description !== undefined && !error && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={classNames(styles.error)}>{error ?? undefined}</FieldError>
    </AriaTextField>
  );
}

export interface SearchFieldProps {
  label: string;
  clearLabel: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  /** For a field that is there because somebody opened it. */
  autoFocus?: boolean;
}

export function SearchField({
  label,
  clearLabel,
  placeholder,
  value,
  onChange,
  autoFocus = false,
}: SearchFieldProps) {
  return (
    <AriaSearchField
      aria-label={label}
      autoFocus={autoFocus}
      value={value}
      onChange={onChange}
      className={classNames(styles.withIcon)}
    >
      <Search aria-hidden />
      <Input className={classNames(styles.input)} placeholder={placeholder} />
      <AriaButton className={classNames(styles.clear)} aria-label={clearLabel}>
        <X aria-hidden />
      </AriaButton>
    </AriaSearchField>
  );
}
