/** Which images: by state, and by split where there are several. */
import { useTranslation } from "react-i18next";
import type { ImageChoice, ImageCount } from "../../api/versions";
import { CheckboxList } from "../../ui/CheckboxList";
import { annotationStates, StateDot } from "../shell/StateBar";
import { type SplitName, splitNames } from "./figures";

export interface ImageChoiceFieldsProps {
  counts: readonly ImageCount[];
  choice: ImageChoice;
  onChange: (choice: ImageChoice) => void;
}

export function ImageChoiceFields({ counts, choice, onChange }: ImageChoiceFieldsProps) {
  const { t } = useTranslation();
  const sum = (is: (row: ImageCount) => boolean) =>
    counts.filter(is).reduce((total, row) => total + row.num_images, 0);
  const present = splitNames.filter((name) => sum((row) => (row.split ?? "none") === name) > 0);
  const chosen: SplitName[] = choice.splits ?? present;
  const setSplits = (splits: SplitName[]) => {
    const isAll = present.every((name) => splits.includes(name));
    onChange({ ...choice, splits: isAll ? null : splits });
  };
  return (
    <>
      <CheckboxList
        label={t("versions.newDialog.states")}
        value={choice.states}
        onChange={(states) => onChange({ ...choice, states })}
        options={annotationStates.map((state) => ({
          value: state,
          label: t(`states.${state}`),
          icon: <StateDot state={state} />,
          count: sum((row) => row.state === state),
        }))}
      />
      {present.length > 1 && (
        <CheckboxList
          label={t("versions.newDialog.splits")}
          value={chosen}
          onChange={setSplits}
          options={present.map((name) => ({
            value: name,
            label: t(`splits.${name}`),
            count: sum(
              (row) => (row.split ?? "none") === name && choice.states.includes(row.state),
            ),
          }))}
        />
      )}
    </>
  );
}
