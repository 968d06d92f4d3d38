/** One sample as a tile that opens it, and the picture with its segments that tile and dialog share. */
import { ImageOff } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Button as AriaButton, VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { previewPictureUrl, useImportPreview } from "../../api/imports";
import type { ImportPreview } from "../../api/types";
import type { Shown } from "./choices";
import styles from "./Imports.module.css";
import { layersOf, painted } from "./painting";

export interface SampleSource {
  importId: number;
  inspectionId: string;
  number: number;
  /** What each class of the dataset becomes. */
  shown: ReadonlyMap<number, Shown | null>;
  isMasked: boolean;
}

export function PreviewTile({ onOpen, ...source }: SampleSource & { onOpen: () => void }) {
  const { t } = useTranslation();
  const preview = useImportPreview(source.importId, source.inspectionId, source.number);
  if (preview.isError) {
    return (
      <div className={styles.sample}>
        <span className={styles.samplePicture}>
          <ImageOff aria-hidden />
        </span>
        <span className={styles.sampleName}>{t("imports.preview.failed")}</span>
      </div>
    );
  }
  if (!preview.data) return <div className={styles.sampleWaits} aria-busy />;
  const num = preview.data.segments.filter(({ class_id }) => source.shown.get(class_id)).length;
  return (
    <AriaButton className={styles.sample ?? ""} onPress={onOpen}>
      <span className={styles.samplePicture}>
        <SamplePicture {...source} preview={preview.data} />
      </span>
      <VisuallyHidden>{t("imports.preview.open")}</VisuallyHidden>
      <span className={styles.sampleName} title={preview.data.name}>
        {preview.data.name}
      </span>
      <span className={styles.muted}>{t("imports.preview.segments", { count: num })}</span>
    </AriaButton>
  );
}

export function SamplePicture({
  importId,
  number,
  shown,
  isMasked,
  preview,
}: SampleSource & { preview: ImportPreview }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const layers = useMemo(() => layersOf(preview), [preview]);
  const [height, width] = preview.size;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const colors = new Map([...shown].map(([id, each]) => [id, each?.color ?? null]));
    const pixels = painted(layers, [height, width], isMasked ? colors : new Map());
    context.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [layers, shown, isMasked, width, height]);
  return (
    <>
      {preview.has_picture ? (
        <img src={previewPictureUrl(importId, number)} alt="" decoding="async" />
      ) : (
        <span className={styles.noPicture}>
          <ImageOff aria-hidden />
          {t("imports.preview.noPicture")}
        </span>
      )}
      <canvas ref={canvas} width={width} height={height} aria-hidden />
    </>
  );
}
