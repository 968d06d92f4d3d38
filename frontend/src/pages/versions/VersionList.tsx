/** Versions, newest first, each with its classes and what can be done with it. */
import { GitCompare, MoreHorizontal, PackagePlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import type { VersionRow } from "../../api/versions";
import { LinkButton } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Menu, type MenuAction } from "../../ui/Menu";
import { moment } from "../shell/amounts";
import { differenceHref, exportHref, versionHref } from "./addresses";
import { ClassBar } from "./ClassBar";
import { DeleteVersionDialog } from "./DeleteVersionDialog";
import { EditVersionDialog } from "./EditVersionDialog";
import styles from "./Versions.module.css";

export function VersionList({
  project,
  versions,
}: {
  project: Project;
  versions: readonly VersionRow[];
}) {
  const { t } = useTranslation();
  return (
    <ul className={styles.list} aria-label={t("versions.title")}>
      {versions.map((version) => (
        <li key={version.id} className={styles.row} data-testid="version">
          <VersionHead project={project} version={version} />
          <div className={styles.classes}>
            <ClassBar shares={version.class_shares} isCounting={version.is_counting} />
          </div>
          <div className={styles.actions}>
            <LinkButton
              size="small"
              icon={<GitCompare aria-hidden />}
              href={differenceHref(project.id, version.id, null)}
            >
              {t("versions.compare")}
            </LinkButton>
            {hasRole(project.role, "reviewer") && (
              <>
                <LinkButton
                  size="small"
                  icon={<PackagePlus aria-hidden />}
                  href={exportHref(project.id, version.id)}
                >
                  {t("versions.export")}
                </LinkButton>
                <VersionMenu project={project} version={version} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function VersionHead({ project, version }: { project: Project; version: VersionRow }) {
  const { t } = useTranslation();
  const when = moment(version.created_at);
  return (
    <div className={styles.head}>
      <Link href={versionHref(project.id, version.id)} className={styles.name}>
        {version.name}
      </Link>
      <span className={styles.facts}>
        {version.created_by === null
          ? t("versions.byNobody", { when })
          : t("versions.by", { when, who: version.created_by })}
        {" · "}
        {t("versions.imagesOf", { count: version.num_images })}
        {version.num_left_out > 0 && `, ${t("versions.leftOut", { count: version.num_left_out })}`}
        {version.num_exports > 0 && ` · ${t("versions.exports", { count: version.num_exports })}`}
      </span>
      {version.notes !== "" && <p className={styles.notes}>{version.notes}</p>}
    </div>
  );
}

/** Rename and delete; also on the version's own page. */
export function VersionMenu({ project, version }: { project: Project; version: VersionRow }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const edit: MenuAction = {
    ...{ id: "edit", icon: Pencil, label: t("versions.edit") },
    onAction: () => setOpen("edit"),
  };
  const remove: MenuAction = {
    ...{ id: "delete", icon: Trash2, label: t("versions.delete"), isDanger: true },
    onAction: () => setOpen("delete"),
  };
  return (
    <>
      <Menu
        label={t("versions.actionsOf", { name: version.name })}
        trigger={
          <IconButton
            icon={MoreHorizontal}
            label={t("versions.actionsOf", { name: version.name })}
            size="small"
          />
        }
        actions={hasRole(project.role, "manager") ? [edit, remove] : [edit]}
      />
      {open === "edit" && <EditVersionDialog version={version} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <DeleteVersionDialog
          version={version}
          onClose={() => setOpen(null)}
          onGone={() => navigate(`/projects/${project.id}/versions`)}
        />
      )}
    </>
  );
}
