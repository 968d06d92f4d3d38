/** The whole project page takes files: the overlay shows while some are dragged over it. */
import { Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UploadFile } from "../../../api/upload";
import { entriesOf, walk } from "./collect";
import styles from "./Upload.module.css";

export interface DropOverlayProps {
  onFiles: (files: UploadFile[]) => void;
  onError: (error: unknown) => void;
}

export function DropOverlay({ onFiles, onError }: DropOverlayProps) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const callbacks = useRef({ onFiles, onError });
  useEffect(() => {
    callbacks.current = { onFiles, onError };
  });

  useEffect(() => {
    // Enter and leave come in pairs for every element crossed.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      walk(entriesOf(event.dataTransfer)).then(
        (files) => callbacks.current.onFiles(files),
        (error: unknown) => callbacks.current.onError(error),
      );
    };
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, []);

  if (!isOver) return null;
  return (
    <div className={styles.overlay}>
      <div className={styles.overlayCard}>
        <Upload aria-hidden />
        <strong>{t("upload.dropTitle")}</strong>
        <span>{t("upload.dropHint")}</span>
      </div>
    </div>
  );
}
