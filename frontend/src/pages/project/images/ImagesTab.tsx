/** The gallery: what is in the project and how far each image is. */
import { useQueryClient } from "@tanstack/react-query";
import { FileArchive, ImagePlus, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { filtersOf, type ImageFilters, noFilters, searchOf } from "../../../api/galleryFilters";
import { useImages } from "../../../api/images";
import { hasRole } from "../../../api/projects";
import type { ImageRow, Project } from "../../../api/types";
import type { UploadFile } from "../../../api/upload";
import { Button, LinkButton } from "../../../ui/Button";
import { EmptyState } from "../../../ui/EmptyState";
import { Loading } from "../../../ui/Badge";
import { LoadMore } from "../../shell/LoadMore";
import page from "../../shell/Page.module.css";
import { LoadError } from "../../shell/Shell";
import { UploadButton } from "../upload/UploadButton";
import { DeleteImageDialog } from "./DeleteImageDialog";
import { ChosenBar } from "./ChosenBar";
import { FilterBar } from "./FilterBar";
import styles from "./Images.module.css";
import { ImageTile } from "./ImageTile";
import { useChosen } from "./useChosen";
import { useDebounced } from "./useDebounced";

const NO_ROWS: readonly ImageRow[] = [];

export interface ImagesTabProps {
  project: Project;
  onFiles: (files: UploadFile[]) => void;
}

export function ImagesTab({ project, onFiles }: ImagesTabProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  // In the address: going back from an image finds the gallery as it was left, and a link can be shared.
  const search = useSearch();
  const filters = useMemo(() => filtersOf(search), [search]);
  const setFilters = (next: ImageFilters): void => {
    navigate(`/projects/${project.id}${searchOf(next)}`, { replace: true });
  };
  const images = useImages(project.id, { ...filters, q: useDebounced(filters.q, 250) });
  const chosen = useChosen(images.rows ?? NO_ROWS);
  const [doomed, setDoomed] = useState<ImageRow | null>(null);
  const canManage = hasRole(project.role, "manager");
  const refresh = () => void client.invalidateQueries({ queryKey: ["project", project.id] });
  const isNew = project.num_images === 0 && images.rows?.length === 0;
  const buttons = canManage && (
    <>
      <LinkButton href={`/projects/${project.id}/import`} icon={<FileArchive aria-hidden />}>
        {t("imports.button")}
      </LinkButton>
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
      {hasRole(project.role, "annotator") && (
        <ChosenBar project={project} chosen={chosen} onChanged={refresh} />
      )}
      <ul
        className={styles.grid}
        data-choosing={chosen.images.length > 0 || undefined}
        aria-label={t("images.title")}
      >
        {images.rows?.map((image) => (
          <ImageTile
            key={image.id}
            image={image}
            href={`/projects/${project.id}/images/${image.id}${searchOf(filters)}`}
            isChosen={chosen.has(image.id)}
            onChoose={
              hasRole(project.role, "annotator")
                ? (isRange) => chosen.toggle(image.id, isRange)
                : null
            }
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
