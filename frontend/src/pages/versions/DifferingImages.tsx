/** The images of one kind of difference; each opens its pictures. */
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import {
  type Comparison,
  type DifferenceKind,
  type ImageDifference,
  type SegmentCounts,
  useDifferingImages,
} from "../../api/versions";
import { Loading } from "../../ui/Badge";
import { LoadMore } from "../shell/LoadMore";
import { LoadError } from "../shell/Shell";
import { ComparedImageDialog } from "./ComparedImageDialog";
import styles from "./Versions.module.css";

export function DifferingImages({ pair, kind }: { pair: Comparison; kind: DifferenceKind }) {
  const { t } = useTranslation();
  const images = useDifferingImages(pair, kind);
  const [open, setOpen] = useState<number | null>(null);
  const rows = images.rows ?? [];
  // Those that were deleted have no pictures.
  const shown = rows.flatMap((row) => (row.id === null ? [] : [row.id]));
  const place = open === null ? -1 : shown.indexOf(open);
  const step = (by: number) => shown[place + by] ?? null;
  return (
    <>
      {images.isPending && <Loading label={t("ui.loading")} />}
      {images.isError && <LoadError error={images.error} onRetry={() => void images.refetch()} />}
      {images.rows?.length === 0 && (
        <p className={styles.muted}>{t("versions.difference.noImages")}</p>
      )}
      <ul className={styles.images} aria-label={t("versions.difference.list")}>
        {rows.map((row) => (
          <li key={row.name}>
            <Card row={row} kind={kind} onOpen={setOpen} />
          </li>
        ))}
      </ul>
      <LoadMore query={images} />
      {open !== null && (
        <ComparedImageDialog
          pair={pair}
          imageId={open}
          onClose={() => setOpen(null)}
          previous={step(-1)}
          next={step(1)}
          onStep={setOpen}
        />
      )}
    </>
  );
}

interface CardProps {
  row: ImageDifference;
  kind: DifferenceKind;
  onOpen: (id: number) => void;
}

function Card({ row, kind, onOpen }: CardProps) {
  const { t } = useTranslation();
  const { id } = row;
  const content = (
    <>
      <span className={styles.thumbnail}>
        {row.thumbnail_url === null ? (
          <ImageOff aria-hidden />
        ) : (
          <img src={row.thumbnail_url} alt="" loading="lazy" />
        )}
      </span>
      <span className={styles.cardName} title={row.name}>
        {row.name}
      </span>
      <span className={styles.cardFacts}>
        <What row={row} kind={kind} />
      </span>
    </>
  );
  if (id === null) return <div className={styles.card}>{content}</div>;
  // Read out before the name that is seen.
  return (
    <button type="button" className={styles.card} onClick={() => onOpen(id)}>
      <VisuallyHidden>{t("versions.difference.open")}</VisuallyHidden>
      {content}
    </button>
  );
}

const order: readonly (keyof SegmentCounts)[] = [
  "added",
  "removed",
  "redrawn",
  "reclassified",
  "edited",
  "reordered",
  "weak",
];

/** What is different of an image, in a few words. */
function What({ row, kind }: Pick<CardProps, "row" | "kind">) {
  const { t } = useTranslation();
  const { before, after, counts } = row;
  if (row.id === null) return <>{t("versions.difference.deleted")}</>;
  if (kind === "resplit" && before && after) {
    const name = (split: typeof before.split) => t(`splits.${split ?? "none"}`);
    const words = { before: name(before.split), after: name(after.split) };
    return <>{t("versions.difference.moved", words)}</>;
  }
  if (kind === "restated" && before && after) {
    const words = { before: t(`states.${before.state}`), after: t(`states.${after.state}`) };
    return <>{t("versions.difference.moved", words)}</>;
  }
  if (counts === null) return null;
  return (
    <>
      {order
        .filter((name) => counts[name] > 0)
        .map((name) => t(`versions.difference.short.${name}`, { count: counts[name] }))
        .join(" · ")}
    </>
  );
}
