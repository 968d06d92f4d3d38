/** The page where one image is annotated: opens it, or says why not. */

import { useQueryClient } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { useClasses, useProject } from "../../api/projects";
import { Loading } from "../../ui/Badge";
import { LinkButton } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { LoadError } from "../shell/Shell";
import { useOpenedImage } from "./opening";
import { useSaveQueue } from "./saving";
import { Workspace } from "./Workspace";
import styles from "./Workspace.module.css";

export interface EditorPageProps {
  projectId: number;
  imageId: number;
}

export function EditorPage({ projectId, imageId }: EditorPageProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const queue = useSaveQueue();
  const project = useProject(projectId);
  const classes = useClasses(projectId);
  const opened = useOpenedImage(client, queue, classes.data, imageId);
  const name = opened.data?.image.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · ${t("app.name")}`;
  }, [name, t]);

  if (queue && project.data && classes.data && opened.data) {
    return (
      <Workspace
        // Another image is another editor: nothing of the last one may stay.
        key={imageId}
        opened={opened.data}
        project={project.data}
        classes={classes.data}
        queue={queue}
      />
    );
  }
  const failed = [project, classes, opened].find((query) => query.isError);
  const retry = (): void => {
    for (const query of [project, classes, opened]) if (query.isError) void query.refetch();
  };
  return (
    <main className={styles.waiting}>
      {failed ? (
        <Failure error={failed.error} projectId={projectId} onRetry={retry} />
      ) : (
        <Loading label={t("editor.loading")} />
      )}
    </main>
  );
}

interface FailureProps {
  error: Error | null;
  projectId: number;
  onRetry: () => void;
}

function Failure({ error, projectId, onRetry }: FailureProps) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError) || error.status !== 404) {
    return <LoadError error={error} onRetry={onRetry} />;
  }
  return (
    <EmptyState
      icon={ImageOff}
      title={t("editor.notFound")}
      actions={<LinkButton href={`/projects/${projectId}`}>{t("editor.backToImages")}</LinkButton>}
    >
      {t("editor.notFoundExplained")}
    </EmptyState>
  );
}
