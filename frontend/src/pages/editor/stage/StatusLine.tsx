/**
 * What lies under the cursor, at the foot of the canvas. It changes with every move of the pointer, so it
 * writes its text itself, once a frame; React has nothing to do with that.
 */

import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Beacon } from "../../../editor";
import { useEditorPage } from "../EditorContext";
import { onceAFrame } from "../frames";
import { readerOf } from "../seeing/picture";
import { freePercent, type Sight, sightOf } from "./sight";
import styles from "./StatusLine.module.css";

const PARTS = ["position", "value", "owner", "region", "free", "size", "zoom"] as const;
const classes = {
  position: styles.position,
  value: styles.value,
  owner: styles.owner,
  region: styles.fixed,
  free: styles.fixed,
  size: styles.fixed,
  zoom: styles.fixed,
} as const;

export function StatusLine() {
  const { t } = useTranslation();
  const { editor, classOf, picture, image } = useEditorPage();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const write = (): void => {
      const sight = sightOf(editor, classOf);
      const values = sight.at && reader.read(sight.at.x, sight.at.y);
      const { beacon } = editor.store.getState();
      const texts = textsOf(sight, values, beacon, t);
      // A large image is counted a little each frame.
      if (sight.freePx === null) ask();
      for (const part of PARTS) {
        const element = line.current?.querySelector(`[data-part="${part}"]`);
        if (element && element.textContent !== texts[part]) element.textContent = texts[part];
      }
    };
    const { ask, stop } = onceAFrame(write);
    const reader = readerOf(picture, [image.height, image.width], ask);
    write();
    const stopSight = editor.onSight(ask);
    const stopPicture = picture.subscribe(ask);
    return () => {
      stopSight();
      stopPicture();
      stop();
    };
  }, [editor, classOf, picture, image, t]);
  return (
    <div
      ref={line}
      className={styles.line}
      role="group"
      aria-label={t("editor.sight.label")}
      data-testid="status-line"
    >
      {PARTS.map((part) => (
        <span key={part} data-part={part} className={classes[part]} />
      ))}
    </div>
  );
}

const whole = new Intl.NumberFormat("en");

function textsOf(
  { at, owner, freePx, percent, sizeHw: [height, width] }: Sight,
  values: readonly number[] | null,
  beacon: Beacon | null,
  t: TFunction,
): Record<(typeof PARTS)[number], string> {
  const ownerText =
    owner === null
      ? t("editor.sight.nobody")
      : `${owner.name} · ${t("editor.sight.area", { area: whole.format(owner.areaPx) })}`;
  return {
    position:
      at === null ? t("editor.sight.outside") : t("editor.sight.position", { x: at.x, y: at.y }),
    value: values?.map((value) => whole.format(value)).join(" ") ?? "",
    owner: at === null ? "" : ownerText,
    region:
      beacon === null
        ? ""
        : t("editor.sight.region", { ...beacon, area: whole.format(beacon.areaPx) }),
    free:
      freePx === null
        ? t("editor.sight.counting")
        : freePx === 0
          ? t("editor.sight.allOwned")
          : t("editor.sight.free", { percent: freePercent(freePx, [height, width]) }),
    size: t("editor.sight.size", { width, height }),
    zoom: t("editor.sight.zoom", { percent }),
  };
}
