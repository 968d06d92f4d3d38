/** The first step: a zip is sent and kept; below it, the uploads that wait and earlier imports. */
import { useQueryClient } from "@tanstack/react-query";
import { FileArchive, RotateCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useFormats } from "../../api/exports";
import { importKey } from "../../api/imports";
import type { Project } from "../../api/types";
import { isArchive, sendDataset } from "../../api/upload";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { DropZone } from "../../ui/DropZone";
import { ProgressBar } from "../../ui/ProgressBar";
import { fileSize } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import styles from "./Imports.module.css";
import { StepBar } from "./StepBar";
import { stepHref } from "./steps";
import { Uploads } from "./Uploads";

export function FileStep({ project }: { project: Project }) {
  const { t } = useTranslation();
  const formats = useFormats().data?.filter((format) => format.can_import) ?? [];
  const upload = useUpload(project.id);
  return (
    <>
      <StepBar current="file" hrefOf={() => null} />
      <section className={styles.panel}>
        {upload.sentBytes === null ? (
          <DropZone
            label={t("imports.file.label")}
            icon={FileArchive}
            buttonLabel={t(upload.file ? "imports.file.another" : "imports.file.choose")}
            accept={[".zip", "application/zip"]}
            onFile={upload.send}
          >
            {t("imports.file.hint")}
          </DropZone>
        ) : (
          <div className={styles.sending}>
            <ProgressBar
              label={t("imports.file.sending", { name: upload.file?.name ?? "" })}
              fraction={Math.min(1, upload.sentBytes / Math.max(1, upload.file?.size ?? 1))}
              status={`${fileSize(upload.sentBytes)} / ${fileSize(upload.file?.size ?? 0)}`}
            />
            <Button variant="quiet" onPress={upload.cancel}>
              {t("ui.cancel")}
            </Button>
          </div>
        )}
        {upload.error !== null && (
          <Notice
            tone="danger"
            action={
              upload.canRetry && (
                <Button size="small" icon={<RotateCw aria-hidden />} onPress={upload.retry}>
                  {t("ui.retry")}
                </Button>
              )
            }
          >
            {upload.error}
          </Notice>
        )}
        {formats.length > 0 && (
          <p className={styles.muted}>
            {t("imports.file.formats", { formats: formats.map(({ title }) => title).join(", ") })}{" "}
            {t("imports.file.kept")}
          </p>
        )}
      </section>
      <Uploads project={project} formats={formats} />
    </>
  );
}

/** One file on its way; it is gone with the page that shows it. */
function useUpload(projectId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [file, setFile] = useState<File | null>(null);
  const [sentBytes, setSentBytes] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const isSending = sentBytes !== null;
  useEffect(() => {
    if (!isSending) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isSending]);
  const isZip = file !== null && isArchive(file);

  const start = async (chosen: File) => {
    const controller = new AbortController();
    abort.current = controller;
    setError(null);
    setSentBytes(0);
    try {
      const row = await sendDataset(projectId, chosen, {
        signal: controller.signal,
        onProgress: setSentBytes,
      });
      client.setQueryData(importKey(row.id), row);
      navigate(stepHref(projectId, row.id, "contents"));
    } catch (failure) {
      if (controller.signal.aborted) return;
      setError(`${t("imports.file.failed", { name: chosen.name })}: ${errorText(failure)}`);
    } finally {
      if (!controller.signal.aborted) setSentBytes(null);
    }
  };

  return {
    file,
    sentBytes,
    error,
    canRetry: isZip,
    retry: () => {
      if (file) void start(file);
    },
    send: (chosen: File) => {
      setFile(chosen);
      if (isArchive(chosen)) void start(chosen);
      else setError(t("imports.file.noZip", { name: chosen.name }));
    },
    cancel: () => {
      abort.current?.abort();
      setSentBytes(null);
      setFile(null);
    },
  };
}
