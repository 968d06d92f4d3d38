/** What becomes of the pictures: with or without, without metadata, with classes blurred. */
import { useTranslation } from "react-i18next";
import type { LabelClass } from "../../api/types";
import { Switch } from "../../ui/Choice";
import { ClassPicker } from "./ClassPicker";
import { Section } from "./Section";
import styles from "./Section.module.css";
import type { ChoiceFieldsProps } from "./SplitFields";

export interface PictureFieldsProps extends ChoiceFieldsProps {
  classes: readonly LabelClass[];
  hasPictures: boolean;
  onPictures: (hasPictures: boolean) => void;
}

export function PictureFields({
  choices,
  onChange,
  classes,
  hasPictures,
  onPictures,
}: PictureFieldsProps) {
  const { t } = useTranslation();
  const chosen = [
    t(hasPictures ? "exports.choices.withPictures" : "exports.choices.withoutPictures"),
  ];
  if (hasPictures && choices.anonymise) chosen.push(t("exports.choices.anonymised"));
  if (hasPictures && choices.blur.length > 0) {
    chosen.push(t("exports.choices.blurred", { count: choices.blur.length }));
  }
  return (
    <Section title={t("exports.choices.pictures")} chosen={chosen.join(", ")}>
      <Switch isSelected={hasPictures} onChange={onPictures}>
        {t("exports.withImages")}
      </Switch>
      {hasPictures && (
        <>
          <Switch
            isSelected={choices.anonymise}
            onChange={(anonymise) => onChange({ ...choices, anonymise })}
          >
            {t("exports.choices.anonymise")}
          </Switch>
          <ClassPicker
            label={t("exports.choices.blur")}
            classes={classes}
            value={choices.blur}
            onChange={(blur) => onChange({ ...choices, blur })}
          />
          <p className={styles.hint}>{t("exports.choices.blurExplained")}</p>
        </>
      )}
    </Section>
  );
}
