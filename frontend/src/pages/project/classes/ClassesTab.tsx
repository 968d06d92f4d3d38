/** The class table: what may be labelled, in which colour, under which key. */
import { useQueryClient } from "@tanstack/react-query";
import { Merge, Tags } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  classesKey,
  type ClassDraft,
  deleteClass,
  hasRole,
  updateClass,
  useClasses,
} from "../../../api/projects";
import type { LabelClass, Project } from "../../../api/types";
import { Loading, Notice } from "../../../ui/Badge";
import { LinkButton } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { EmptyState } from "../../../ui/EmptyState";
import { ConfirmDialog } from "../../shell/ConfirmDialog";
import { errorText } from "../../shell/errorText";
import page from "../../shell/Page.module.css";
import { LoadError } from "../../shell/Shell";
import { AddClass } from "./AddClass";
import { ClassDetailsDialog } from "./ClassDetailsDialog";
import { ClassTable } from "./ClassTable";
import { movedPositions } from "./order";
import { RetiredClasses } from "./RetiredClasses";

export function ClassesTab({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const classes = useClasses(project.id);
  const [error, setError] = useState<string | null>(null);
  const [detailed, setDetailed] = useState<LabelClass | null>(null);
  const [doomed, setDoomed] = useState<LabelClass | null>(null);
  const all = classes.data ?? [];
  const rows = all.filter(({ retired_at }) => retired_at === null);
  const canManage = hasRole(project.role, "manager");
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: classesKey(project.id) });
    void client.invalidateQueries({ queryKey: ["project", project.id, "summary"] });
  };

  /** Throws what the server refuses: the field that asked shows it. */
  const change = async (row: LabelClass, part: Partial<ClassDraft>) => {
    setError(null);
    await updateClass(project.id, row.class_id, part);
    await refresh();
  };
  const move = async (from: number, to: number) => {
    setError(null);
    try {
      for (const { class_id, position } of movedPositions(rows, from, to)) {
        await updateClass(project.id, class_id, { position });
      }
    } catch (failure) {
      setError(errorText(failure));
    }
    await refresh();
  };

  return (
    <div className={classNames(page.stack, page.narrow)}>
      <div className={page.titleRow}>
        <div>
          <h1>{t("classes.title")}</h1>
          <p className={page.lede}>{t("classes.lede")}</p>
        </div>
        {all.length > 0 && (
          <LinkButton href={`/projects/${project.id}/classes`} icon={<Merge aria-hidden />}>
            {t(canManage ? "classSurgery.open" : "classSurgery.history")}
          </LinkButton>
        )}
      </div>
      {canManage && (
        <AddClass projectId={project.id} classes={all} onAdded={() => void refresh()} />
      )}
      {classes.isError && <LoadError error={classes.error} onRetry={() => void refresh()} />}
      {classes.isPending && <Loading label={t("ui.loading")} />}
      {error !== null && <Notice tone="danger">{error}</Notice>}
      {classes.data?.length === 0 && (
        <EmptyState icon={Tags} title={t("classes.emptyTitle")}>
          {t("classes.empty")}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ClassTable
          rows={rows}
          canManage={canManage}
          onChange={change}
          onMove={(from, to) => void move(from, to)}
          onDetails={setDetailed}
          onDelete={setDoomed}
        />
      )}
      {all.length > rows.length && <RetiredClasses rows={all} />}
      {detailed && (
        <ClassDetailsDialog
          projectId={project.id}
          row={detailed}
          onSave={(part) => change(detailed, part)}
          onClose={() => setDetailed(null)}
        />
      )}
      {doomed && (
        <ConfirmDialog
          title={t("classes.deleteTitle", { name: doomed.name })}
          isOpen
          confirmLabel={t("classes.delete")}
          onConfirm={async () => {
            await deleteClass(project.id, doomed.class_id);
            await refresh();
            setDoomed(null);
          }}
          onClose={() => setDoomed(null)}
        >
          {t("classes.deleteExplained")}
        </ConfirmDialog>
      )}
    </div>
  );
}
