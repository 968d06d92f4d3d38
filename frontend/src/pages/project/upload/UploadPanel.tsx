/** How the upload goes, in the corner of the page: progress, then what was left out and why. */
import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useJob } from "../../../api/jobs";
import type { UploadReport } from "../../../api/types";
import { Notice } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { IconButton } from "../../../ui/IconButton";
import { ProgressBar } from "../../../ui/ProgressBar";
import { Tabs } from "../../../ui/Tabs";
import styles from "./Upload.module.css";
import {
  archiveEnded,
  askBeforeLeaving,
  cancelUpload,
  dismissUpload,
  type Upload,
  useUploads,
} from "./uploads";

export function UploadPanel() {
  const { t } = useTranslation();
  const upload = useUploads((state) => state.upload);
  useEffect(() => {
    window.addEventListener("beforeunload", askBeforeLeaving);
    return () => window.removeEventListener("beforeunload", askBeforeLeaving);
  }, []);
  if (!upload) return null;
  const isSending = upload.phase === "sending";
  return (
    <section className={styles.panel} aria-label={t("upload.label")}>
      <div className={styles.panelHead}>
        <strong>{t(`upload.phases.${upload.phase}`)}</strong>
        {isSending ? (
          <Button size="small" variant="quiet" onPress={cancelUpload}>
            {t("ui.cancel")}
          </Button>
        ) : (
          <IconButton icon={X} size="small" label={t("ui.close")} onPress={dismissUpload} />
        )}
      </div>
      {isSending && (
        <ProgressBar
          label={t("upload.progress")}
          fraction={upload.totalBytes === 0 ? 0 : upload.sentBytes / upload.totalBytes}
          status={t("upload.ofFiles", { done: upload.numSent, count: upload.numFiles })}
        />
      )}
      {upload.archiveJobs.map((id) => (
        <ArchiveProgress key={id} jobId={id} projectId={upload.projectId} />
      ))}
      {upload.error !== null && <Notice tone="danger">{upload.error}</Notice>}
      <p className={styles.summary} aria-live="polite">
        {t("upload.accepted", { count: upload.numAccepted })}
        {upload.phase === "cancelled" && ` ${t("upload.cancelledNote")}`}
      </p>
      <LeftOut upload={upload} />
    </section>
  );
}

function ArchiveProgress({ jobId, projectId }: { jobId: string; projectId: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = useJob<UploadReport>(jobId, (ended) => {
    archiveEnded(ended);
    void client.invalidateQueries({ queryKey: ["project", projectId] });
  }).data;
  const total = job?.total ?? 0;
  return (
    <ProgressBar
      label={t("upload.unpacking")}
      fraction={total > 0 ? (job?.done ?? 0) / total : null}
      status={total > 0 ? t("upload.ofFiles", { done: job?.done ?? 0, count: total }) : undefined}
    />
  );
}

function LeftOut({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  const tabs = [];
  if (upload.refused.length > 0) {
    tabs.push({
      id: "refused",
      title: t("upload.refused", { count: upload.refused.length }),
      panel: (
        <ul className={styles.names}>
          {upload.refused.map((each, index) => (
            <li key={index}>
              <strong>{each.name}</strong>
              <span>{each.message}</span>
            </li>
          ))}
        </ul>
      ),
    });
  }
  if (upload.duplicates.length > 0) {
    tabs.push({
      id: "duplicates",
      title: t("upload.duplicates", { count: upload.duplicates.length }),
      panel: (
        <ul className={styles.names}>
          {upload.duplicates.map((each, index) => (
            <li key={index}>
              <strong>{each.name}</strong>
              <span>{t("upload.sameAs", { name: each.duplicate_of })}</span>
            </li>
          ))}
        </ul>
      ),
    });
  }
  if (tabs.length === 0) return null;
  return <Tabs label={t("upload.leftOut")} tabs={tabs} />;
}
