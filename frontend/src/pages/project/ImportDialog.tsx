/** A dataset from elsewhere, as annotations or as suggestions: chosen, sent, read, reported. */
import { useQueryClient } from "@tanstack/react-query";
import { FileArchive } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../api/exports";
import { cancelJob, isActive, jobFraction, useJob } from "../../api/jobs";
import type { ImportResult, Job, Project } from "../../api/types";
import { sendImport } from "../../api/upload";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { RadioCards } from "../../ui/Choice";
import { Dialog } from "../../ui/Dialog";
import { DropZone } from "../../ui/DropZone";
import { ProgressBar } from "../../ui/ProgressBar";
import { Select } from "../../ui/Select";
import { fileSize } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { ReportLines } from "../shell/ReportLines";

type As = "annotations" | "suggestions";

export function ImportDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats().data?.filter((format) => format.can_import) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const format = chosen ?? formats[0]?.name ?? "";
  const [as, setAs] = useState<As>("annotations");
  const [split, setSplit] = useState("none");
  const [file, setFile] = useState<File | null>(null);
  const [sentBytes, setSentBytes] = useState<number | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const abort = useRef(new AbortController());
  // Leaving the page with the dialog must not leave the upload running unseen.
  useEffect(() => {
    const controller = abort.current;
    return () => controller.abort();
  }, []);

  const submit = async () => {
    if (!file) return;
    setError(null);
    setSentBytes(0);
    try {
      const job = await sendImport(
        project.id,
        { file, format, as, split: split === "none" ? "" : split },
        { signal: abort.current.signal, onProgress: setSentBytes },
      );
      setJobId(job.id);
    } catch (failure) {
      if (!abort.current.signal.aborted) setError(errorText(failure));
    } finally {
      setSentBytes(null);
    }
  };

  if (jobId !== null) {
    return (
      <ImportProgress
        jobId={jobId}
        projectId={project.id}
        onClose={onClose}
        onAgain={() => setJobId(null)}
      />
    );
  }
  const isSending = sentBytes !== null;
  return (
    <Dialog
      title={t("import.title")}
      isOpen
      isDismissable={file === null}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={isSending}
            isDisabled={file === null || format === ""}
          >
            {t("import.submit")}
          </Button>
        </>
      }
    >
      <DropZone
        label={t("import.file")}
        icon={FileArchive}
        buttonLabel={file ? t("import.other") : t("import.choose")}
        accept={[".zip", "application/zip"]}
        onFile={setFile}
      >
        {file ? `${file.name} · ${fileSize(file.size)}` : t("import.dropHint")}
      </DropZone>
      <Select
        label={t("import.format")}
        value={format}
        onChange={setChosen}
        options={formats.map(({ name, title, description }) => ({
          value: name,
          label: title,
          description,
        }))}
      />
      <RadioCards
        label={t("import.as")}
        value={as}
        onChange={setAs}
        options={(["annotations", "suggestions"] as const).map((value) => ({
          value,
          title: t(`import.${value}`),
          description: t(`import.${value}Explained`),
        }))}
      />
      <Select
        label={t("import.split")}
        value={split}
        onChange={setSplit}
        options={(["none", "train", "val", "test"] as const).map((value) => ({
          value,
          label: value === "none" ? t("import.fileSplit") : t(`splits.${value}`),
        }))}
      />
      {isSending && (
        <ProgressBar
          label={t("import.sending")}
          fraction={file && file.size > 0 ? Math.min(1, sentBytes / file.size) : null}
        />
      )}
      {error !== null && <Notice tone="danger">{error}</Notice>}
    </Dialog>
  );
}

interface ImportProgressProps {
  jobId: string;
  projectId: number;
  onClose: () => void;
  onAgain: () => void;
}

function ImportProgress({ jobId, projectId, onClose, onAgain }: ImportProgressProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = useJob<ImportResult>(jobId, () => {
    void client.invalidateQueries({ queryKey: ["project", projectId] });
  }).data;
  const isGoing = job === undefined || isActive(job.state);
  return (
    <Dialog
      title={t("import.title")}
      isOpen
      onClose={onClose}
      footNote={isGoing ? t("import.mayClose") : undefined}
      actions={
        <>
          {isGoing && (
            <Button variant="quiet" onPress={() => void cancelJob(jobId)}>
              {t("jobs.cancel")}
            </Button>
          )}
          {job?.state === "failed" && <Button onPress={onAgain}>{t("import.again")}</Button>}
          <Button variant="primary" onPress={onClose}>
            {t("ui.close")}
          </Button>
        </>
      }
    >
      {isGoing && (
        <ProgressBar
          label={
            job?.message === undefined || job.message === "" ? t("import.reading") : job.message
          }
          fraction={job ? jobFraction(job) : null}
          status={job && job.total > 0 ? t("jobs.of", { done: job.done, total: job.total }) : ""}
        />
      )}
      {job && !isGoing && <ImportOutcome job={job} />}
    </Dialog>
  );
}

function ImportOutcome({ job }: { job: Job<ImportResult> }) {
  const { t } = useTranslation();
  return (
    <>
      {job.state === "failed" && <Notice tone="danger">{job.error}</Notice>}
      {job.state === "cancelled" && <Notice tone="warning">{t("import.cancelled")}</Notice>}
      {job.state === "done" && job.result && (
        <Notice tone="success">
          {t("import.done", { images: job.result.images, segments: job.result.segments })}
        </Notice>
      )}
      {job.result && <ReportLines title={t("import.refused")} lines={job.result.refused ?? []} />}
      {job.result && <ReportLines title={t("import.repairs")} lines={job.result.repairs ?? []} />}
    </>
  );
}
