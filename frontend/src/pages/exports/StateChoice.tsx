/** Which images are taken by the state of their annotation. */
import { CheckboxButton, CheckboxField, CheckboxGroup, Label } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { AnnotationState, Project } from "../../api/types";
import { annotationStates, StateDot } from "../shell/StateBar";
import styles from "./Exports.module.css";

export interface StateChoiceProps {
  project: Project;
  states: readonly AnnotationState[];
  onChange: (states: AnnotationState[]) => void;
}

export function StateChoice({ project, states, onChange }: StateChoiceProps) {
  const { t } = useTranslation();
  return (
    <CheckboxGroup
      value={[...states]}
      onChange={(next) => onChange(next as AnnotationState[])}
      className={styles.stateGroup ?? ""}
    >
      <Label className={styles.groupLabel}>{t("exports.states")}</Label>
      <div className={styles.stateList}>
        {annotationStates.map((state) => (
          <CheckboxField key={state} value={state} className={styles.stateField ?? ""}>
            <CheckboxButton className={styles.state ?? ""}>
              <span className={styles.box} aria-hidden />
              <StateDot state={state} />
              {t(`states.${state}`)}
              <span className={styles.count}>{project.state_counts[state]}</span>
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
    </CheckboxGroup>
  );
}
