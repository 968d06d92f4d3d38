/** Says which segments lack required attributes when an image is submitted, and leads to each. */

import { useTranslation } from "react-i18next";
import { ApiError } from "../../../api/client";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { Dialog } from "../../../ui/Dialog";
import { useEditorPage } from "../EditorContext";
import { focusAttributes } from "../focus";
import styles from "./Dialogs.module.css";

export interface IncompleteSegment {
  uid: string;
  class_id: number;
  missing: string[];
}

/** The segments that the server named; null where it refused for another reason. */
export function incompleteOf(error: unknown): IncompleteSegment[] | null {
  if (!(error instanceof ApiError) || error.code !== "missing_attributes") return null;
  return error.detail["segments"] as IncompleteSegment[];
}

interface IncompleteDialogProps {
  segments: readonly IncompleteSegment[];
  onClose: () => void;
}

export function IncompleteDialog({ segments, onClose }: IncompleteDialogProps) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const goTo = (uid: string): void => {
    onClose();
    editor.select(uid);
    editor.reveal(uid);
    // The dialog gives the focus back to where it was before this can take it.
    setTimeout(focusAttributes, 50);
  };
  return (
    <Dialog
      title={t("editor.attributes.incomplete.title", { count: segments.length })}
      isOpen
      onClose={onClose}
      size="narrow"
      actions={
        <Button variant="primary" onPress={onClose}>
          {t("ui.close")}
        </Button>
      }
    >
      <p>{t("editor.attributes.incomplete.explained")}</p>
      <ul className={styles.choices}>
        {segments.map(({ uid, class_id, missing }, index) => {
          const labelClass = classOf(class_id);
          const name = labelClass?.name ?? t("editor.classes.unknown", { id: class_id });
          return (
            <li key={uid}>
              <button
                type="button"
                autoFocus={index === 0}
                className={classNames(styles.choice, styles.goTo)}
                onClick={() => goTo(uid)}
              >
                <Swatch color={labelClass?.color ?? "#808080"} />
                <span>
                  {t("editor.attributes.incomplete.row", { name, names: missing.join(", ") })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
