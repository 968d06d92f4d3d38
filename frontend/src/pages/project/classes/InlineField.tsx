/** A field inside a table row: written when it is left or Enter is pressed, Escape takes it back. */
import { useState } from "react";
import { fieldErrors } from "../../../api/errors";
import { TextField } from "../../../ui/TextField";
import { errorText } from "../../shell/errorText";

export interface InlineFieldProps {
  label: string;
  /** The name under which the server reports what is wrong with it. */
  field: string;
  value: string;
  maxLength?: number;
  isEmptyAllowed?: boolean;
  onSave: (value: string) => Promise<void>;
}

export function InlineField({
  label,
  field,
  value,
  maxLength,
  isEmptyAllowed = false,
  onSave,
}: InlineFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    if (typed === null) return;
    const next = typed.trim();
    if (next === value || (next === "" && !isEmptyAllowed)) {
      setTyped(null);
      setError(null);
      return;
    }
    try {
      await onSave(next);
      setTyped(null);
      setError(null);
    } catch (failure) {
      setError(fieldErrors(failure)[field] ?? errorText(failure));
    }
  };
  return (
    <TextField
      aria-label={label}
      value={typed ?? value}
      onChange={setTyped}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === "Enter") void save();
        if (event.key === "Escape") {
          setTyped(null);
          setError(null);
        }
      }}
      error={error}
      {...(maxLength === undefined ? {} : { maxLength })}
    />
  );
}
