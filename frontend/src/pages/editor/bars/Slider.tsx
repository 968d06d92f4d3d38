/** A compact slider of the options bar: name, track, value. */

import { type ReactNode, useId } from "react";
import { classNames } from "../../../ui/classNames";
import { Tip } from "../../../ui/IconButton";
import styles from "./Bars.module.css";
import { Focusable } from "react-aria-components";

interface SliderProps {
  label: string;
  shortcut?: string;
  /** Shown in place of the label, which is then read out only. */
  icon?: ReactNode;
  isShort?: boolean;
  min: number;
  max: number;
  step: number | "any";
  value: number;
  /** The value in words. */
  text: string;
  onChange: (value: number) => void;
}

export function Slider({
  label,
  shortcut,
  icon,
  isShort = false,
  text,
  onChange,
  ...range
}: SliderProps) {
  const id = useId();
  return (
    <div className={classNames(styles.slider, isShort && styles.short)}>
      {icon ?? (
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
      )}
      <Tip label={label} shortcut={shortcut}>
        <Focusable>
          <input
            id={id}
            type="range"
            {...range}
            aria-label={label}
            aria-valuetext={text}
            onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
          />
        </Focusable>
      </Tip>
      <output htmlFor={id} className={styles.value}>
        {text}
      </output>
    </div>
  );
}
