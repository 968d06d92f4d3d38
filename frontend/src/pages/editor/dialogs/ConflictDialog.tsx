/** Two people changed the same: both versions side by side, and the choice. */

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BboxXywh } from "../../../geometry/points";
import { intersects, union } from "../../../masks/boolean";
import type { Runs } from "../../../masks/types";
import type { Choice, Conflict, ConflictItem } from "../../../save";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Segmented } from "../../../ui/Segmented";
import { useEditorPage, useEditorState } from "../EditorContext";
import { loadPicture } from "../pictures";
import styles from "./Dialogs.module.css";
import { boxesOf, cropOf, drawPreview, runsOf } from "./maskPreview";

/** Several segments of several classes at once, in an overlap. */
const OWN_COLOR = "#ffffff";
const PREVIEW_PX = { width: 300, height: 190 };

const CHOICES: readonly Choice[] = ["mine", "theirs", "both"];

interface ConflictDialogProps {
  conflict: Conflict;
  isOpen: boolean;
  onClose: () => void;
}

export function ConflictDialog({ conflict, isOpen, onClose }: ConflictDialogProps) {
  const { t } = useTranslation();
  const { queue, image } = useEditorPage();
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  // For whatever was not chosen by itself.
  const [general, setGeneral] = useState<"mine" | "theirs">("mine");
  const isOverlap = conflict.kind === "overlap";
  const chooseAll = (choice: "mine" | "theirs") => () => {
    setChoices({});
    setGeneral(choice);
  };
  const choiceOf = (uid: string): Choice => choices[uid] ?? general;
  const apply = (): void => {
    const all = conflict.items.map(({ uid }): [string, Choice] => [uid, choiceOf(uid)]);
    void queue.resolve(image.annotation_id, Object.fromEntries(all));
    onClose();
  };
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
          {conflict.items.length > 1 && (
            <>
              <Button onPress={chooseAll("theirs")}>{t("editor.conflict.allTheirs")}</Button>
              <Button onPress={chooseAll("mine")}>{t("editor.conflict.allMine")}</Button>
            </>
          )}
          <Button variant="primary" onPress={apply}>
            {t("editor.conflict.apply")}
          </Button>
        </>
      }
    >
      <p>{t(isOverlap ? "editor.conflict.overlap" : "editor.conflict.stale")}</p>
      {conflict.items.length > 1 && (
        <p className={styles.muted}>
          {t("editor.conflict.pairs", { count: conflict.items.length })}
        </p>
      )}
      <ul className={styles.pairs}>
        {conflict.items.map((item) => (
          <LazyPair
            key={item.uid}
            item={item}
            isOverlap={isOverlap}
            choice={choiceOf(item.uid)}
            onChoose={(choice) => setChoices({ ...choices, [item.uid]: choice })}
          />
        ))}
      </ul>
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

interface PairProps {
  item: ConflictItem;
  isOverlap: boolean;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

/** There may be hundreds: masks are compared and drawn once a pair comes near the window. */
function LazyPair(props: PairProps) {
  const place = useRef<HTMLLIElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setNear(true);
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <li ref={place} className={styles.pair} data-near={isNear || undefined}>
      {isNear && <Pair {...props} />}
    </li>
  );
}

function Pair({ item, isOverlap, choice, onChoose }: PairProps) {
  const { t } = useTranslation();
  const { image, classOf } = useEditorPage();
  const isLayered = useEditorState((state) => state.overlapMode === "layered");
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
  const canKeepBoth = isLayered && !isOverlap && item.theirs !== null && item.mine?.op === "upsert";
  const parts = (canKeepBoth ? CHOICES : CHOICES.slice(0, 2)).map((value) => ({
    value,
    content: t(`editor.conflict.choices.${value}`),
  }));
  return (
    <>
      <div className={styles.choose}>
        <Segmented<Choice>
          label={t("editor.conflict.which", { name: theirClass?.name ?? mineClass?.name ?? "" })}
          value={choice}
          onChange={onChoose}
          parts={parts}
        />
      </div>
      <Version
        title={t("editor.conflict.mine")}
        name={mineClass?.name}
        color={mineClass?.color ?? OWN_COLOR}
        isKept={choice !== "theirs"}
        runs={own}
        crop={crop}
        missing={t("editor.conflict.deleted")}
      />
      <Version
        title={t("editor.conflict.theirs")}
        name={theirClass?.name}
        color={theirClass?.color}
        isKept={choice !== "mine"}
        runs={theirs}
        crop={crop}
        missing={t("editor.conflict.deleted")}
      />
    </>
  );
}

interface VersionProps {
  title: string;
  name: string | undefined;
  color: string | undefined;
  runs: Runs | null;
  crop: BboxXywh;
  missing: string;
  isKept: boolean;
}

function Version({ title, name, color = "#808080", runs, crop, missing, isKept }: VersionProps) {
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
    <figure className={styles.version} data-kept={isKept || undefined}>
      <canvas ref={canvas} {...PREVIEW_PX} aria-hidden />
      <figcaption>
        {isKept && <Check aria-hidden />}
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
