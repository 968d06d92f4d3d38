/** One attribute's field: a tick, a choice by digit or letters, a number, a text. */

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AttributeDefinition, type AttributeValue, isAllowed } from "../../../editor";
import { classNames } from "../../../ui/classNames";
import type { SharedValue } from "./Attributes";
import styles from "./Attributes.module.css";

interface FieldProps {
  attribute: AttributeDefinition;
  shared: SharedValue;
  isDisabled: boolean;
  onChange: (value: AttributeValue | undefined) => void;
}

export function AttributeField(props: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const { attribute, shared } = props;
  const isMissing = attribute.required === true && !shared.isMixed && isUnset(shared.value);
  const Kind = kinds[attribute.kind];
  return (
    <div className={styles.row} data-missing={isMissing || undefined}>
      <label htmlFor={id} className={styles.name} title={attribute.name}>
        {attribute.name}
        {attribute.required === true && (
          <span className={styles.required} title={t("editor.attributes.required")}>
            <span aria-hidden>*</span>
            <span className={styles.onlyRead}>{t("editor.attributes.required")}</span>
          </span>
        )}
      </label>
      <Kind {...props} id={id} />
    </div>
  );
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

type KindProps = FieldProps & { id: string };

const kinds = { checkbox: Tick, select: Choice, number: Typed, text: Typed };

function Tick({ id, shared, isDisabled, onChange }: KindProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const isSet = typeof shared.value === "boolean";
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = shared.isMixed;
  }, [shared.isMixed]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "1" || event.key === "y") onChange(true);
    else if (event.key === "0" || event.key === "n") onChange(false);
    else if (event.key === "Backspace" || event.key === "Delete") onChange(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <span className={styles.tick}>
      <input
        ref={box}
        id={id}
        type="checkbox"
        checked={shared.value === true}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
        onKeyDown={onKeyDown}
      />
      {!isSet && (
        <span className={styles.state}>
          {t(shared.isMixed ? "editor.attributes.mixed" : "editor.attributes.notSet")}
        </span>
      )}
    </span>
  );
}

function Choice({ id, attribute, shared, isDisabled, onChange }: KindProps) {
  const { t } = useTranslation();
  const options = attribute.options ?? [];
  const value = typeof shared.value === "string" ? shared.value : "";
  const onKeyDown = (event: KeyboardEvent): void => {
    const option = /^[1-9]$/.test(event.key) ? options[Number(event.key) - 1] : undefined;
    // Where options themselves begin with the digit, typing finds them.
    const isTyped = options.some((each) => each.startsWith(event.key));
    if (event.key === "Backspace" || event.key === "Delete") onChange(undefined);
    else if (option !== undefined && !isTyped) onChange(option);
    else return;
    event.preventDefault();
  };
  return (
    <select
      id={id}
      className={styles.field}
      value={value}
      disabled={isDisabled}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      onKeyDown={onKeyDown}
    >
      <option value="">
        {t(shared.isMixed ? "editor.attributes.mixed" : "editor.attributes.notSet")}
      </option>
      {value !== "" && !options.includes(value) && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

/** A text as the value of its kind; undefined: no value, null: none that fits. */
export function parsedValue(
  attribute: AttributeDefinition,
  text: string,
): AttributeValue | undefined | null {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (attribute.kind === "text") return trimmed;
  const number = Number(trimmed.replace(",", "."));
  return isAllowed(attribute, number) ? number : null;
}

function Typed({ id, attribute, shared, isDisabled, onChange }: KindProps) {
  const { t } = useTranslation();
  const shown = isUnset(shared.value) ? "" : String(shared.value);
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? undefined : parsedValue(attribute, draft);
  const isWrong = draft !== null && parsed === null;
  const keep = (): void => {
    if (draft === null || parsed === null) return;
    setDraft(null);
    if (draft !== shown) onChange(parsed);
  };
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  // Another segment may be chosen before the field loses the focus: what was typed is kept all the same.
  useEffect(() => () => latest.current(), []);
  return (
    <span className={styles.typed}>
      <input
        id={id}
        type="text"
        inputMode={attribute.kind === "number" ? "decimal" : "text"}
        className={classNames(styles.field)}
        value={draft ?? shown}
        placeholder={t(shared.isMixed ? "editor.attributes.mixed" : "editor.attributes.notSet")}
        disabled={isDisabled}
        maxLength={2000}
        autoComplete="off"
        aria-invalid={isWrong || undefined}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Escape") setDraft(null);
        }}
      />
      {isWrong && (
        <span className={styles.wrong} role="alert">
          {t("editor.attributes.expected", { expected: expectation(attribute) })}
        </span>
      )}
    </span>
  );
}

/** What numbers fit, in symbols: "1 … 5, ± 0.5". */
function expectation({ min, max, step }: AttributeDefinition): string {
  const isSet = (value: number | null | undefined): value is number => typeof value === "number";
  const parts = [
    isSet(min) || isSet(max) ? `${isSet(min) ? min : "−∞"} … ${isSet(max) ? max : "∞"}` : "0.5",
    ...(isSet(step) ? [`± ${step}`] : []),
  ];
  return parts.join(", ");
}
