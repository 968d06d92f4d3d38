/** Name, description and overlap mode; and the end of a project. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { fieldErrors } from "../../api/errors";
import { deleteProject, hasRole, updateProject } from "../../api/projects";
import type { Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { RadioCards } from "../../ui/Choice";
import { TextField } from "../../ui/TextField";
import { notify } from "../../ui/Toast";
import { OverlapPicture } from "../projects/OverlapPicture";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { errorText } from "../shell/errorText";
import page from "../shell/Page.module.css";
import styles from "./Project.module.css";

export function SettingsTab({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const [mode, setMode] = useState(project.overlap_mode);
  const [error, setError] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const isChanged =
    name.trim() !== project.name ||
    description.trim() !== project.description ||
    mode !== project.overlap_mode;
  const save = async () => {
    setPending(true);
    setError(null);
    try {
      await updateProject(project.id, {
        name: name.trim(),
        description: description.trim(),
        overlap_mode: mode,
      });
      await client.invalidateQueries({ queryKey: ["project", project.id] });
      void client.invalidateQueries({ queryKey: ["projects"] });
      notify({ title: t("settings.saved"), tone: "success" });
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  if (!hasRole(project.role, "manager")) {
    return (
      <div className={page.stack}>
        <h1>{t("settings.title")}</h1>
        <Notice>{t("settings.managersOnly")}</Notice>
      </div>
    );
  }
  const fields = fieldErrors(error);
  return (
    <div className={page.stack}>
      <h1>{t("settings.title")}</h1>
      <form
        className={styles.settings}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t("projects.create.name")}
          value={name}
          onChange={setName}
          maxLength={200}
          error={fields["name"]}
        />
        <TextField
          label={t("projects.create.description")}
          value={description}
          onChange={setDescription}
          rows={3}
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
        {error !== null && fields["name"] === undefined && (
          <Notice tone="danger">{errorText(error)}</Notice>
        )}
        <div className={styles.actions}>
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={!isChanged || name.trim() === ""}
          >
            {t("settings.save")}
          </Button>
        </div>
      </form>
      {project.role === "owner" && <DeleteProject project={project} />}
    </div>
  );
}

function DeleteProject({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  return (
    <section className={styles.settings}>
      <div className={styles.dangerZone}>
        <div>
          <h2>{t("settings.delete")}</h2>
          <p>{t("settings.deleteExplained")}</p>
        </div>
        <Button variant="danger" onPress={() => setOpen(true)}>
          {t("settings.delete")}
        </Button>
      </div>
      <ConfirmDialog
        title={t("settings.deleteTitle", { name: project.name })}
        isOpen={isOpen}
        confirmLabel={t("settings.delete")}
        isConfirmDisabled={typed !== project.name}
        onConfirm={async () => {
          await deleteProject(project.id);
          navigate("/");
          client.removeQueries({ queryKey: ["project", project.id] });
          void client.invalidateQueries({ queryKey: ["projects"] });
        }}
        onClose={() => setOpen(false)}
      >
        <p>{t("settings.deleteExplained")}</p>
        <TextField
          label={t("settings.typeName", { name: project.name })}
          value={typed}
          onChange={setTyped}
          autoFocus
        />
      </ConfirmDialog>
    </section>
  );
}
