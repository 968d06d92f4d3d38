/** What the look through a dataset found: its format (which may be changed), counts, repairs. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeImport, importKey } from "../../api/imports";
import { cancelJob, isActive } from "../../api/jobs";
import type { DatasetImport, Job } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { errorText } from "../shell/errorText";
import { Facts } from "./Facts";
import { FormatChoice } from "./FormatChoice";
import styles from "./Imports.module.css";
import { JobBar } from "./JobBar";
import { stepHref } from "./steps";

export function ContentsStep({ row }: { row: DatasetImport }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const look = row.inspection;
  const isLooking = look !== null && isActive(look.state);
  const read = async (format: string, read_options: Record<string, string>) => {
    setError(null);
    try {
      client.setQueryData(importKey(row.id), await changeImport(row.id, { format, read_options }));
    } catch (failure) {
      setError(errorText(failure));
    }
  };
  const { findings } = row;
  const hasSome = findings !== null && findings.num_refused < findings.num_images;
  return (
    <>
      <section className={styles.panel}>
        <FormatChoice
          row={row}
          isLooking={isLooking}
          onRead={(format, options) => void read(format, options)}
        />
        {error !== null && <Notice tone="danger">{error}</Notice>}
      </section>
      {isLooking && (
        <section className={styles.panel}>
          <JobBar job={look} label={t("imports.contents.looking")} />
          <div>
            <Button variant="quiet" onPress={() => void cancelJob(look.id)}>
              {t("ui.cancel")}
            </Button>
          </div>
        </section>
      )}
      {look !== null && !isLooking && findings === null && (
        <Stopped job={look} onAgain={() => void read(row.format, row.read_options)} />
      )}
      {findings && !hasSome && findings.num_images > 0 && (
        <Notice tone="warning">{t("imports.contents.nothing")}</Notice>
      )}
      {findings && <Facts findings={findings} />}
      <div className={styles.foot}>
        <LinkButton href={stepHref(row.project, null, "file")}>{t("imports.back")}</LinkButton>
        {hasSome && (
          <LinkButton variant="primary" href={stepHref(row.project, row.id, "classes")}>
            {t("imports.next")}
          </LinkButton>
        )}
      </div>
    </>
  );
}

function Stopped({ job, onAgain }: { job: Job; onAgain: () => void }) {
  const { t } = useTranslation();
  const again = (
    <Button size="small" onPress={onAgain}>
      {t("imports.contents.lookAgain")}
    </Button>
  );
  return job.state === "cancelled" ? (
    <Notice tone="warning" action={again}>
      {t("imports.contents.stopped")}
    </Notice>
  ) : (
    <Notice tone="danger" action={again}>
      {job.error}
    </Notice>
  );
}
