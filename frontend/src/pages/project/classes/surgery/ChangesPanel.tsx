/** What is about to happen, counted by the server, and the button that does it. */
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ClassChanges, applyChanges, useSurgeryPreview } from "../../../../api/classSurgery";
import type { LabelClass, SurgeryEffect } from "../../../../api/types";
import { Loading, Notice } from "../../../../ui/Badge";
import { Button } from "../../../../ui/Button";
import { IconButton } from "../../../../ui/IconButton";
import { errorText } from "../../../shell/errorText";
import { type Draft, emptyDraft, isEmpty, kept } from "./draft";
import styles from "./Surgery.module.css";
import { namer, sentencesOf, titleOf } from "./words";

export interface ChangesPanelProps {
  projectId: number;
  rows: readonly LabelClass[];
  draft: Draft;
  changes: ClassChanges;
  onDraft: (draft: Draft) => void;
  onApplied: () => void;
}

export function ChangesPanel(props: ChangesPanelProps) {
  const { projectId, draft, changes, onDraft, onApplied } = props;
  const { t } = useTranslation();
  const [failure, setFailure] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const hasChanges = !isEmpty(draft);
  const preview = useSurgeryPreview(projectId, hasChanges ? changes : null);
  const effects = hasChanges ? (preview.data?.effects ?? []) : [];
  const apply = async () => {
    setPending(true);
    setFailure(null);
    try {
      await applyChanges(projectId, changes);
      onApplied();
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  };
  const isCounted = preview.data !== undefined && !preview.isPlaceholderData && !preview.isError;
  return (
    <>
      {!hasChanges && <p className={styles.hint}>{t("classSurgery.panel.empty")}</p>}
      {hasChanges && preview.isPending && <Loading label={t("classSurgery.panel.counting")} />}
      {hasChanges && preview.isError && (
        <Notice tone="danger">
          {t("classSurgery.panel.refused")}: {errorText(preview.error)}
        </Notice>
      )}
      {hasChanges && <Effects {...props} effects={effects} names={preview.data?.names ?? []} />}
      {failure !== null && (
        <Notice tone="danger">
          {t("classSurgery.panel.failed")}: {errorText(failure)}
        </Notice>
      )}
      {hasChanges && (
        <>
          <p className={styles.hint}>{t("classSurgery.panel.atOnce")}</p>
          <div className={styles.buttons}>
            <Button
              variant="primary"
              isPending={isPending}
              isDisabled={!isCounted}
              onPress={() => void apply()}
            >
              {t("classSurgery.panel.apply", { count: effects.length })}
            </Button>
            <Button variant="quiet" onPress={() => onDraft(emptyDraft)}>
              {t("classSurgery.panel.discard")}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

interface EffectsProps extends ChangesPanelProps {
  effects: readonly SurgeryEffect[];
  names: readonly { class_id: number; name: string }[];
}

function Effects({ effects, names, rows, draft, onDraft }: EffectsProps) {
  const { t } = useTranslation();
  const nameOf = namer(t, rows);
  const newNames = new Map(names.map(({ class_id, name }) => [class_id, name]));
  const newName = (classId: number): string => newNames.get(classId) ?? nameOf(classId);
  const makingWay = names.filter(({ class_id }) => !draft.names.has(class_id));
  return (
    <ul className={styles.effects} aria-label={t("classSurgery.panel.title")}>
      {effects.map((effect) => {
        const title = titleOf(t, effect, nameOf, newName);
        return (
          <li key={`${effect.kind} ${effect.class_ids.join()}`}>
            <div className={styles.effectHead}>
              <strong>{title}</strong>
              <IconButton
                icon={X}
                size="small"
                label={t("classSurgery.panel.takeBack", { change: title })}
                onPress={() => onDraft(without(draft, effect))}
              />
            </div>
            {sentencesOf(t, effect, nameOf, newName).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </li>
        );
      })}
      {makingWay.map(({ class_id, name }) => (
        <li key={class_id}>
          <p>{t("classSurgery.effects.makesWay", { before: nameOf(class_id), after: name })}</p>
        </li>
      ))}
    </ul>
  );
}

/** The draft without one of its changes. */
function without(draft: Draft, { kind, class_ids }: SurgeryEffect): Draft {
  switch (kind) {
    case "order":
      return { ...draft, order: [] };
    case "rename":
      return {
        ...draft,
        names: new Map([...draft.names].filter(([id]) => !class_ids.includes(id))),
      };
    case "merge":
    case "retire":
    case "restore":
      return class_ids.reduce(kept, draft);
  }
}
