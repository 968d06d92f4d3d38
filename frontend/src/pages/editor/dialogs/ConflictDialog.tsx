/** Two people changed the same: both versions side by side, and the choice. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BboxXywh } from "../../../geometry/points";
import { intersects, union } from "../../../masks/boolean";
import type { Runs } from "../../../masks/types";
import type { Conflict, ConflictItem } from "../../../save";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { useEditorPage, useEditorState } from "../EditorContext";
import { loadPicture } from "../opening";
import styles from "./Dialogs.module.css";
import { boxesOf, cropOf, drawPreview, runsOf } from "./maskPreview";

/** More pairs than this are named by number: nobody compares fifty. */
const MOST_SHOWN = 8;
/** Several segments of several classes at once, in an overlap. */
const OWN_COLOR = "#ffffff";
const PREVIEW_PX = { width: 300, height: 190 };

interface ConflictDialogProps {
  conflict: Conflict;
  isOpen: boolean;
  onClose: () => void;
}

export function ConflictDialog({ conflict, isOpen, onClose }: ConflictDialogProps) {
  const { t } = useTranslation();
  const { queue, image } = useEditorPage();
  const isOverlap = conflict.kind === "overlap";
  const resolve = (choice: "mine" | "theirs") => () => {
    void queue.resolve(image.annotation_id, choice);
    onClose();
  };
  const hidden = conflict.items.length - MOST_SHOWN;
  return (
    <Dialog
      title={t("editor.conflict.title")}
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      footNote={
        <Button variant="quiet" onPress={onClose}>
          {t("editor.conflict.later")}
        </Button>
      }
      actions={
        <>
          <Button onPress={resolve("theirs")}>{t("editor.conflict.takeTheirs")}</Button>
          <Button variant="primary" onPress={resolve("mine")}>
            {t("editor.conflict.keepMine")}
          </Button>
        </>
      }
    >
      <p>{t(isOverlap ? "editor.conflict.overlap" : "editor.conflict.stale")}</p>
      <ul className={styles.pairs}>
        {conflict.items.slice(0, MOST_SHOWN).map((item) => (
          <Pair key={item.uid} item={item} isOverlap={isOverlap} />
        ))}
      </ul>
      {hidden > 0 && <p className={styles.muted}>{t("editor.conflict.more", { count: hidden })}</p>}
      <dl className={styles.outcomes}>
        <dt>{t("editor.conflict.keepMine")}</dt>
        <dd>
          {t(isOverlap ? "editor.conflict.keepMineOverlap" : "editor.conflict.keepMineStale")}
        </dd>
        <dt>{t("editor.conflict.takeTheirs")}</dt>
        <dd>
          {t(isOverlap ? "editor.conflict.takeTheirsOverlap" : "editor.conflict.takeTheirsStale")}
        </dd>
      </dl>
    </Dialog>
  );
}

function Pair({ item, isOverlap }: { item: ConflictItem; isOverlap: boolean }) {
  const { t } = useTranslation();
  const { image, classOf } = useEditorPage();
  const segments = useEditorState((state) => state.segments);
  const mine = segments.get(item.uid);
  const theirs = useMemo(() => (item.theirs ? runsOf([item.theirs.mask])[0]! : null), [item]);
  const own = useMemo(() => {
    if (!isOverlap || theirs === null) return mine?.runs ?? null;
    // In an overlap theirs is not shown yet: whatever lies on its pixels is mine.
    const met = [...segments.values()].filter(({ runs }) => intersects(runs, theirs));
    return met
      .map(({ runs }) => runs)
      .reduce<Runs | null>((all, one) => (all ? union(all, one) : one), null);
  }, [isOverlap, mine, segments, theirs]);
  const sizeHw = [image.height, image.width] as const;
  const crop = cropOf(boxesOf([own, theirs].filter((runs) => runs !== null)), sizeHw);
  const mineClass = mine && classOf(mine.classId);
  const theirClass = item.theirs ? classOf(item.theirs.class_id) : undefined;
  return (
    <li className={styles.pair}>
      <Version
        title={t("editor.conflict.mine")}
        name={mineClass?.name}
        color={mineClass?.color ?? OWN_COLOR}
        runs={own}
        crop={crop}
        missing={t("editor.conflict.deleted")}
      />
      <Version
        title={t("editor.conflict.theirs")}
        name={theirClass?.name}
        color={theirClass?.color}
        runs={theirs}
        crop={crop}
        missing={t("editor.conflict.deleted")}
      />
    </li>
  );
}

interface VersionProps {
  title: string;
  name: string | undefined;
  color: string | undefined;
  runs: Runs | null;
  crop: BboxXywh;
  missing: string;
}

function Version({ title, name, color = "#808080", runs, crop, missing }: VersionProps) {
  const { image } = useEditorPage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useQuery({
    queryKey: ["editor", "picture", image.id],
    queryFn: () => loadPicture(image.image_url),
    structuralSharing: false,
    gcTime: 0,
  }).data;
  useEffect(() => {
    if (canvas.current) drawPreview(canvas.current, picture ?? null, runs, crop, color);
  }, [picture, runs, crop, color]);
  return (
    <figure className={styles.version}>
      <canvas ref={canvas} {...PREVIEW_PX} aria-hidden />
      <figcaption>
        <strong>{title}</strong>
        {runs === null ? (
          missing
        ) : (
          <>
            {name !== undefined && <Swatch color={color} />}
            {name}
          </>
        )}
      </figcaption>
    </figure>
  );
}
