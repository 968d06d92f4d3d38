/** What to export: format, its options, which images, with or without their files. */
import { useQueryClient } from "@tanstack/react-query";
import { PackagePlus } from "lucide-react";
import { useState } from "react";
import {
  CheckboxButton,
  CheckboxField,
  CheckboxGroup,
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { exportsKey, startExport } from "../../api/exports";
import type { AnnotationState, Format, Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Choice";
import { Select } from "../../ui/Select";
import { errorText } from "../shell/errorText";
import { annotationStates, StateDot } from "../shell/StateBar";
import { chosenOptions } from "./chosenOptions";
import styles from "./Exports.module.css";

export function ExportForm({ project, formats }: { project: Project; formats: readonly Format[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [options, setOptions] = useState<Record<string, string>>({});
  const [states, setStates] = useState<AnnotationState[]>(["submitted", "approved"]);
  const [hasImages, setHasImages] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const format = formats.find((each) => each.name === chosen) ?? formats[0];
  if (!format) return null;
  const count = states.reduce((sum, state) => sum + project.state_counts[state], 0);

  const submit = async () => {
    setPending(true);
    setError(null);
    try {
      await startExport(project.id, {
        format: format.name,
        options: chosenOptions(format, options),
        states,
        include_images: hasImages,
      });
      await client.invalidateQueries({ queryKey: exportsKey(project.id) });
      void client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setPending(false);
    }
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FormatCards formats={formats} value={format.name} onChange={setChosen} />
      <div className={styles.choices}>
        <StateChoice project={project} states={states} onChange={setStates} />
        {format.options.length > 0 && (
          <div className={styles.options}>
            {format.options.map((option) => (
              <Select
                key={`${format.name}.${option.name}`}
                label={option.title}
                value={chosenOptions(format, options)[option.name] ?? option.default}
                onChange={(value) => setOptions({ ...options, [option.name]: value })}
                options={option.choices.map((choice) => ({ value: choice, label: choice }))}
              />
            ))}
          </div>
        )}
        <div className={styles.submit}>
          <Switch isSelected={hasImages} onChange={setHasImages}>
            {t("exports.withImages")}
          </Switch>
          <Button
            type="submit"
            variant="primary"
            icon={<PackagePlus aria-hidden />}
            isPending={isPending}
            isDisabled={count === 0}
          >
            {t("exports.start", { count })}
          </Button>
        </div>
        {count === 0 && <p className={styles.hint}>{t("exports.nothing")}</p>}
        {error !== null && <Notice tone="danger">{error}</Notice>}
      </div>
    </form>
  );
}

interface FormatCardsProps {
  formats: readonly Format[];
  value: string;
  onChange: (name: string) => void;
}

function FormatCards({ formats, value, onChange }: FormatCardsProps) {
  const { t } = useTranslation();
  return (
    <RadioGroup value={value} onChange={onChange} className={styles.formatGroup ?? ""}>
      <Label className={styles.groupLabel}>{t("exports.format")}</Label>
      <div className={styles.cards}>
        {formats.map((format) => (
          <RadioField key={format.name} value={format.name} className={styles.cardField ?? ""}>
            <RadioButton className={styles.card ?? ""}>
              <strong>{format.title}</strong>
              <span>{format.description}</span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}

interface StateChoiceProps {
  project: Project;
  states: readonly AnnotationState[];
  onChange: (states: AnnotationState[]) => void;
}

function StateChoice({ project, states, onChange }: StateChoiceProps) {
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
