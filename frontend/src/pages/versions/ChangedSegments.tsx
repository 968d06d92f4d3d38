/** The segments of an image that differ; choosing one looks at it closely. */
import { useTranslation } from "react-i18next";
import type { ComparedImage, SegmentChange } from "../../api/versions";
import { Badge, type Tone } from "../../ui/Badge";
import styles from "./ComparedImage.module.css";
import { long } from "./figures";
import { boxAround, type BoxXywh } from "./zoom";

export interface ChangedSegmentsProps {
  image: ComparedImage;
  /** Uid of the one that is looked at. */
  chosen: string | null;
  onChoose: (segment: { uid: string; box: BoxXywh }) => void;
}

const tones: Record<SegmentChange["kinds"][number], Tone> = {
  added: "success",
  removed: "danger",
  reclassified: "warning",
  redrawn: "accent",
  edited: "neutral",
  reordered: "neutral",
};

export function ChangedSegments({ image, chosen, onChoose }: ChangedSegmentsProps) {
  const { t } = useTranslation();
  if (image.num_segments === 0) return null;
  const more = image.num_segments - image.segments.length;
  return (
    <section className={styles.segments}>
      <h3>{t("versions.image.segments", { count: image.num_segments })}</h3>
      <ul>
        {image.segments.map((row) => {
          const box = boxAround(row.before?.bbox_xywh ?? null, row.after?.bbox_xywh ?? null);
          return (
            <li key={row.uid}>
              <button
                type="button"
                aria-pressed={row.uid === chosen}
                onClick={() => box && onChoose({ uid: row.uid, box })}
              >
                <ClassName row={row} />
                {row.kinds.map((kind) => (
                  <Badge key={kind} tone={tones[kind]}>
                    {t(`versions.image.kinds.${kind}`)}
                  </Badge>
                ))}
                <Area row={row} />
              </button>
            </li>
          );
        })}
      </ul>
      {more > 0 && <p>{t("versions.image.more", { count: more })}</p>}
    </section>
  );
}

function ClassName({ row: { before, after } }: { row: SegmentChange }) {
  const { t } = useTranslation();
  if (before && after && before.class_name !== after.class_name) {
    const words = { before: before.class_name, after: after.class_name };
    return <strong>{t("versions.image.classChange", words)}</strong>;
  }
  return <strong>{(after ?? before)?.class_name}</strong>;
}

function Area({ row: { before, after } }: { row: SegmentChange }) {
  const { t } = useTranslation();
  if (before && after && before.area_px !== after.area_px) {
    const areas = { before: long(before.area_px), after: long(after.area_px) };
    return <span>{t("versions.image.areaChange", areas)}</span>;
  }
  return <span>{t("versions.image.area", { area: long((after ?? before)?.area_px ?? 0) })}</span>;
}
