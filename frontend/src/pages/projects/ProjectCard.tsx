/** One project in the list: its picture, its name, how far the work is. */
import { Image as ImageIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { StateBar } from "../shell/StateBar";
import styles from "./Projects.module.css";

export function ProjectCard({ project }: { project: Project }) {
  const { t } = useTranslation();
  return (
    <Link href={`/projects/${project.id}`} className={styles.card}>
      <div className={styles.cover}>
        {project.cover_url === null ? (
          <ImageIcon aria-hidden />
        ) : (
          <img src={project.cover_url} alt="" loading="lazy" />
        )}
      </div>
      <div className={styles.cardBody}>
        <div className={styles.cardTitle}>
          <h2 title={project.name}>{project.name}</h2>
          <Badge>{t(`overlap.${project.overlap_mode}`)}</Badge>
        </div>
        <StateBar counts={project.state_counts} />
        <div className={styles.cardFacts}>
          <span>
            {t("projects.images", { count: project.num_images })} ·{" "}
            {t("projects.classes", { count: project.num_classes })}
          </span>
          <span>{t("projects.labelled", { percent: Math.floor(project.labelled_percent) })}</span>
        </div>
      </div>
    </Link>
  );
}
