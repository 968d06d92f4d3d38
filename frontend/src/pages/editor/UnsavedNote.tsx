/** On pages without an editor: which images still have changes that only this browser holds. */

import { CloudAlert } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { SaveQueue } from "../../save";
import { useSaveQueue } from "./saving";
import styles from "./UnsavedNote.module.css";

const nothing = (): (() => void) => () => undefined;

/** The images with unsaved work as one text, which is equal as long as they are the same. */
function addressesOf(queue: SaveQueue | null): string {
  const works = queue?.unsaved() ?? [];
  return works
    .map(({ projectId, imageId }) => `/projects/${projectId}/images/${imageId}`)
    .join("\n");
}

export function UnsavedNote() {
  const { t } = useTranslation();
  const queue = useSaveQueue();
  const addresses = useSyncExternalStore(queue?.subscribe ?? nothing, () => addressesOf(queue));
  if (addresses === "") return null;
  const all = addresses.split("\n");
  return (
    <Link href={all[0] ?? "/"} className={styles.note} title={t("editor.unsaved.open")}>
      <CloudAlert aria-hidden />
      {t("editor.unsaved.images", { count: all.length })}
    </Link>
  );
}
