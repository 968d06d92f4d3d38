/** Ten images from all over the dataset, as they will look in the project. */
import { Shuffle } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DatasetImport, LabelClass } from "../../api/types";
import { Button, LinkButton } from "../../ui/Button";
import { Switch } from "../../ui/Choice";
import { shownClasses } from "./choices";
import styles from "./Imports.module.css";
import { PreviewDialog } from "./PreviewDialog";
import { PreviewTile } from "./PreviewTile";
import { stepHref } from "./steps";
import type { Choices } from "./useChoices";

const PAGE = 10;

export interface PreviewStepProps {
  row: DatasetImport;
  classes: readonly LabelClass[];
  choices: Choices;
}

export function PreviewStep({ row, classes, choices }: PreviewStepProps) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const [isMasked, setMasked] = useState(true);
  const [open, setOpen] = useState<number | null>(null);
  const shown = useMemo(
    () => shownClasses(choices.all, row.findings?.classes ?? [], classes),
    [choices.all, row.findings, classes],
  );
  const first = page * PAGE;
  const count = row.num_previews;
  const last = Math.min(count, first + PAGE);
  const numbers = Array.from({ length: last - first }, (_, index) => first + index);
  const source = { importId: row.id, inspectionId: row.inspection?.id ?? "" };
  return (
    <>
      <div className={styles.filterBar}>
        <p className={styles.previewLede}>{t("imports.preview.lede")}</p>
        <Switch isSelected={isMasked} onChange={setMasked}>
          {t("imports.preview.masks")}
        </Switch>
        {count > PAGE && (
          <Button
            icon={<Shuffle aria-hidden />}
            onPress={() => setPage((page + 1) % Math.ceil(count / PAGE))}
          >
            {t("imports.preview.others")}
          </Button>
        )}
      </div>
      {count === 0 ? (
        <p className={styles.muted}>{t("imports.preview.none")}</p>
      ) : (
        <>
          <ul className={styles.samples} aria-label={t("imports.steps.preview")}>
            {numbers.map((number) => (
              <li key={number}>
                <PreviewTile
                  {...source}
                  number={number}
                  shown={shown}
                  isMasked={isMasked}
                  onOpen={() => setOpen(number)}
                />
              </li>
            ))}
          </ul>
          <p className={styles.muted}>
            {t("imports.preview.of", { from: first + 1, to: last, count })}
          </p>
        </>
      )}
      {open !== null && (
        <PreviewDialog
          {...source}
          number={open}
          count={count}
          shown={shown}
          isMasked={isMasked}
          onTurn={setOpen}
          onClose={() => setOpen(null)}
        />
      )}
      <div className={styles.foot}>
        <LinkButton href={stepHref(row.project, row.id, "classes")}>{t("imports.back")}</LinkButton>
        <LinkButton variant="primary" href={stepHref(row.project, row.id, "import")}>
          {t("imports.next")}
        </LinkButton>
      </div>
    </>
  );
}
