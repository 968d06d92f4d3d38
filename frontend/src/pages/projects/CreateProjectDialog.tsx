/** Name, overlap mode and classes of a new project, made in one go. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "../../api/errors";
import { createClass, createProject } from "../../api/projects";
import type { OverlapMode, Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { RadioCards } from "../../ui/Choice";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/TextField";
import { errorText } from "../shell/errorText";
import { ClassRows } from "./ClassRows";
import { addRow, classesToCreate, type DraftClass, repeatedNames } from "./draftClasses";
import { OverlapPicture } from "./OverlapPicture";

export interface CreateProjectDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (project: Project) => void;
}

export function CreateProjectDialog({ isOpen, onClose, onCreated }: CreateProjectDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [mode, setMode] = useState<OverlapMode>("layered");
  const [rows, setRows] = useState<DraftClass[]>(() => addRow([]));
  const [error, setError] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  // What a failed try already made: the next one goes on from there.
  const made = useRef<{ project: Project | null; classes: Set<string> }>({
    project: null,
    classes: new Set(),
  });

  const submit = async () => {
    setPending(true);
    setError(null);
    try {
      made.current.project ??= await createProject({
        name: name.trim(),
        description: description.trim(),
        overlap_mode: mode,
      });
      const { project, classes } = made.current;
      for (const draft of classesToCreate(rows)) {
        if (classes.has(draft.name)) continue;
        await createClass(project.id, draft);
        classes.add(draft.name);
      }
      void client.invalidateQueries({ queryKey: ["projects"] });
      onCreated(project);
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };

  const fields = fieldErrors(error);
  const hasFieldError = fields["name"] !== undefined;
  return (
    <Dialog
      title={t("projects.create.title")}
      isOpen={isOpen}
      onClose={onClose}
      isDismissable={name === "" && !isPending}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={name.trim() === "" || repeatedNames(rows).size > 0}
          >
            {t("projects.create.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("projects.create.name")}
        value={name}
        onChange={setName}
        autoFocus
        maxLength={200}
        error={fields["name"]}
      />
      <TextField
        label={t("projects.create.description")}
        value={description}
        onChange={setDescription}
      />
      <RadioCards
        label={t("projects.create.overlap")}
        value={mode}
        onChange={setMode}
        options={(["layered", "exclusive"] as const).map((value) => ({
          value,
          title: t(`overlap.${value}`),
          description: t(`overlap.${value}Explained`),
          picture: <OverlapPicture mode={value} />,
        }))}
      />
      <ClassRows rows={rows} onChange={setRows} />
      {error !== null && !hasFieldError && <Notice tone="danger">{errorText(error)}</Notice>}
    </Dialog>
  );
}
