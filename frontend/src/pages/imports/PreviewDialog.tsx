/** A sample enlarged, with its classes in words; the others are one key or button away. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useImportPreview } from "../../api/imports";
import { Loading, Swatch } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import styles from "./Imports.module.css";
import { SamplePicture, type SampleSource } from "./PreviewTile";

export interface PreviewDialogProps extends SampleSource {
  count: number;
  onTurn: (number: number) => void;
  onClose: () => void;
}

export function PreviewDialog({ count, onTurn, onClose, ...source }: PreviewDialogProps) {
  const { t } = useTranslation();
  const preview = useImportPreview(source.importId, source.inspectionId, source.number).data;
  const turn = (step: number) => onTurn((source.number + step + count) % count);
  const tally = new Map<string, { color: string; count: number }>();
  for (const { class_id } of preview?.segments ?? []) {
    const shown = source.shown.get(class_id);
    if (!shown) continue;
    const sum = (tally.get(shown.name)?.count ?? 0) + 1;
    tally.set(shown.name, { color: shown.color, count: sum });
  }
  return (
    <Dialog
      title={preview?.name ?? ""}
      size="wide"
      isOpen
      onClose={onClose}
      footNote={preview && `${preview.width} × ${preview.height}`}
      actions={
        <>
          <Button icon={<ChevronLeft aria-hidden />} onPress={() => turn(-1)}>
            {t("imports.preview.previous")}
          </Button>
          <Button icon={<ChevronRight aria-hidden />} onPress={() => turn(1)}>
            {t("imports.preview.next")}
          </Button>
        </>
      }
    >
      {preview ? (
        <>
          <div className={styles.enlarged}>
            <SamplePicture {...source} preview={preview} />
          </div>
          <ul className={styles.legend}>
            {[...tally].map(([name, { color, count: num }]) => (
              <li key={name}>
                <Swatch color={color} />
                {name} <span className={styles.muted}>{num}</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Loading label={t("ui.loading")} />
      )}
    </Dialog>
  );
}
