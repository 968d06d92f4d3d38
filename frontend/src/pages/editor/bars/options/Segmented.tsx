/** A few words side by side of which one is chosen. */

import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { classNames } from "../../../../ui/classNames";
import { Tip } from "../../../../ui/IconButton";
import styles from "../Bars.module.css";

interface SegmentedProps<Value extends string> {
  label: string;
  /** The group's own name is read out only. */
  isLabelHidden?: boolean;
  shortcut?: string;
  value: Value;
  choices: readonly { value: Value; text: string; tip: string }[];
  onChange: (value: Value) => void;
}

export function Segmented<Value extends string>({
  label,
  isLabelHidden = false,
  shortcut,
  value,
  choices,
  onChange,
}: SegmentedProps<Value>) {
  return (
    <div className={styles.labelled}>
      {!isLabelHidden && <span className={styles.label}>{label}</span>}
      <ToggleButtonGroup
        aria-label={label}
        className={classNames(styles.segmented)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[value]}
        onSelectionChange={(keys) => {
          const [next] = keys;
          if (next !== undefined) onChange(next as Value);
        }}
      >
        {choices.map((choice) => (
          <Tip key={choice.value} label={choice.tip} shortcut={shortcut}>
            <ToggleButton id={choice.value} className={classNames(styles.segment)}>
              {choice.text}
            </ToggleButton>
          </Tip>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
