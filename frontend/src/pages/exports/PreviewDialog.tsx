/** One image as the export will hold it: the picture, the masks that are read back, the files. */
import { ArrowLeft, ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ExportRequest, useExportPreview } from "../../api/exports";
import type { ExportPreview, Format } from "../../api/types";
import { Loading, Notice, Swatch } from "../../ui/Badge";
import { Switch } from "../../ui/Choice";
import { Dialog } from "../../ui/Dialog";
import { IconButton } from "../../ui/IconButton";
import { TextField } from "../../ui/TextField";
import { errorText } from "../shell/errorText";
import styles from "./Preview.module.css";
import { PreviewFiles } from "./PreviewFiles";

export interface PreviewDialogProps {
  projectId: number;
  format: Format;
  request: ExportRequest;
  onClose: () => void;
}

export function PreviewDialog({ projectId, format, request, onClose }: PreviewDialogProps) {
  const { t } = useTranslation();
  const [image, setImage] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const preview = useExportPreview(projectId, { ...request, image });
  const shown = preview.data;
  const show = (name: string | null) => {
    if (name === null) return;
    setTyped("");
    setImage(name);
  };
  return (
    <Dialog
      title={t("exports.previewTitle", { format: format.title })}
      size="widest"
      isOpen
      onClose={onClose}
    >
      <p className={styles.lede}>{t("exports.previewLede")}</p>
      <form
        className={styles.bar}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (typed.trim() !== "") show(typed.trim());
        }}
      >
        <IconButton
          icon={ArrowLeft}
          label={t("exports.previous")}
          isDisabled={!shown?.previous}
          onPress={() => show(shown?.previous ?? null)}
        />
        <IconButton
          icon={ArrowRight}
          label={t("exports.following")}
          isDisabled={!shown?.following}
          onPress={() => show(shown?.following ?? null)}
        />
        <div className={styles.find}>
          <TextField
            aria-label={t("exports.previewImage")}
            placeholder={shown?.name ?? t("exports.previewFind")}
            value={typed}
            onChange={setTyped}
          />
        </div>
      </form>
      {preview.isError && <Notice tone="danger">{errorText(preview.error)}</Notice>}
      {preview.isPending && <Loading label={t("ui.loading")} />}
      {shown && !preview.isError && (
        <div className={styles.content} aria-busy={preview.isFetching}>
          <Picture shown={shown} />
          <PreviewFiles key={`${format.name}/${shown.name}`} files={shown.files} />
        </div>
      )}
    </Dialog>
  );
}

function Picture({ shown }: { shown: ExportPreview }) {
  const { t } = useTranslation();
  const [hasMasks, setMasks] = useState(true);
  const there = shown.classes.reduce((sum, each) => sum + each.num_segments, 0);
  return (
    <div className={styles.pictureSide}>
      <figure className={styles.picture}>
        {shown.picture !== null && <img src={shown.picture} alt="" />}
        <img
          src={shown.overlay}
          alt={t("exports.previewPicture", { name: shown.name })}
          className={styles.overlay}
          hidden={!hasMasks}
        />
      </figure>
      <div className={styles.caption}>
        <strong>{shown.name}</strong>
        <Switch isSelected={hasMasks} onChange={setMasks}>
          {t("exports.masks")}
        </Switch>
      </div>
      <p className={styles.lede}>
        {t("exports.segmentsThere", { count: there, before: shown.num_segments })}
      </p>
      <ul className={styles.legend}>
        {shown.classes
          .filter((each) => each.num_segments > 0)
          .map((each) => (
            <li key={each.name}>
              <Swatch color={each.color} />
              {each.name} <span>{each.num_segments}</span>
            </li>
          ))}
      </ul>
    </div>
  );
}
