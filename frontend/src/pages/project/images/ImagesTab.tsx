/** The gallery: what is in the project and how far each image is. */
import { useQueryClient } from "@tanstack/react-query";
import { FileArchive, ImagePlus, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImageFilters, useImages } from "../../../api/images";
import { hasRole } from "../../../api/projects";
import type { ImageRow, Project } from "../../../api/types";
import type { UploadFile } from "../../../api/upload";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/EmptyState";
import { Loading } from "../../../ui/Badge";
import { LoadMore } from "../../shell/LoadMore";
import page from "../../shell/Page.module.css";
import { LoadError } from "../../shell/Shell";
import { UploadButton } from "../upload/UploadButton";
import { DeleteImageDialog } from "./DeleteImageDialog";
import { FilterBar, noFilters } from "./FilterBar";
import styles from "./Images.module.css";
import { ImageTile } from "./ImageTile";
import { useDebounced } from "./useDebounced";

export interface ImagesTabProps {
  project: Project;
  onFiles: (files: UploadFile[]) => void;
  onImport: () => void;
}

export function ImagesTab({ project, onFiles, onImport }: ImagesTabProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [filters, setFilters] = useState<ImageFilters>(noFilters);
  const images = useImages(project.id, { ...filters, q: useDebounced(filters.q, 250) });
  const [doomed, setDoomed] = useState<ImageRow | null>(null);
  const canManage = hasRole(project.role, "manager");
  const refresh = () => void client.invalidateQueries({ queryKey: ["project", project.id] });
  const isNew = project.num_images === 0 && images.rows?.length === 0;
  const buttons = canManage && (
    <>
      <Button icon={<FileArchive aria-hidden />} onPress={onImport}>
        {t("import.button")}
      </Button>
      <UploadButton onFiles={onFiles} />
    </>
  );
  return (
    <>
      <div className={page.titleRow}>
        <h1>{t("images.title")}</h1>
        {!isNew && buttons}
      </div>
      {isNew ? (
        <EmptyState icon={ImagePlus} title={t("images.emptyTitle")} actions={buttons}>
          {canManage ? t("images.empty") : t("images.emptyForAnnotators")}
        </EmptyState>
      ) : (
        <FilterBar counts={project.state_counts} filters={filters} onChange={setFilters} />
      )}
      {images.isError && <LoadError error={images.error} onRetry={() => void images.refetch()} />}
      {images.isPending && <Loading label={t("ui.loading")} />}
      {!isNew && images.rows?.length === 0 && (
        <EmptyState
          icon={SearchX}
          title={t("images.noneTitle")}
          actions={
            <Button onPress={() => setFilters(noFilters)}>{t("images.clearFilters")}</Button>
          }
        >
          {t("images.none")}
        </EmptyState>
      )}
      <ul className={styles.grid} aria-label={t("images.title")}>
        {images.rows?.map((image) => (
          <ImageTile
            key={image.id}
            image={image}
            projectId={project.id}
            canManage={canManage}
            onChanged={refresh}
            onDelete={() => setDoomed(image)}
          />
        ))}
      </ul>
      <LoadMore query={images} />
      {doomed && (
        <DeleteImageDialog image={doomed} onClose={() => setDoomed(null)} onDeleted={refresh} />
      )}
    </>
  );
}
