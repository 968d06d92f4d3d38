/** One image before, after, and where it differs; its segments zoom all three. */
import { ChevronLeft, ChevronRight, Maximize, SquarePen } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ComparedImage,
  type Comparison,
  comparedPictureUrl,
  type Side,
  useComparedImage,
} from "../../api/versions";
import { Loading } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { Switch } from "../../ui/Choice";
import { Dialog } from "../../ui/Dialog";
import { IconButton } from "../../ui/IconButton";
import { Segmented } from "../../ui/Segmented";
import { LoadError } from "../shell/Shell";
import { ChangedSegments } from "./ChangedSegments";
import styles from "./ComparedImage.module.css";
import { type BoxXywh, transformOf, whole, zoomTo } from "./zoom";

export interface ComparedImageDialogProps {
  pair: Comparison;
  imageId: number;
  /** Neighbours in the list; null at its ends. */
  previous: number | null;
  next: number | null;
  onStep: (imageId: number) => void;
  onClose: () => void;
}

export function ComparedImageDialog(props: ComparedImageDialogProps) {
  const { t } = useTranslation();
  const { pair, imageId, previous, next } = props;
  const query = useComparedImage(pair, imageId);
  const { onStep } = props;
  const go = (id: number | null) => {
    if (id !== null) onStep(id);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Radio buttons take the arrow keys for themselves.
      if (event.target instanceof Element && event.target.closest("[role=radiogroup]")) return;
      const id = event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : null;
      if (id !== null) onStep(id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [previous, next, onStep]);
  const steps = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // At an end of the list the button that was pressed is off, and keys would reach nobody.
    const active = document.activeElement;
    if (active === null || active === document.body || active.matches(":disabled")) {
      steps.current?.closest<HTMLElement>("[role=dialog]")?.focus();
    }
  }, [imageId]);
  return (
    <Dialog
      title={query.data?.name ?? t("ui.loading")}
      size="full"
      isOpen
      onClose={props.onClose}
      footNote={
        <span className={styles.steps} ref={steps}>
          <IconButton
            icon={ChevronLeft}
            label={t("versions.image.previous")}
            shortcut="←"
            isDisabled={previous === null}
            onPress={() => go(previous)}
            placement="top"
          />
          <IconButton
            icon={ChevronRight}
            label={t("versions.image.next")}
            shortcut="→"
            isDisabled={next === null}
            onPress={() => go(next)}
            placement="top"
          />
        </span>
      }
      actions={
        <>
          <LinkButton
            href={`/projects/${pair.projectId}/images/${imageId}`}
            icon={<SquarePen aria-hidden />}
            isNewTab
          >
            {t("versions.image.inEditor")}
          </LinkButton>
          <Button variant="primary" onPress={props.onClose}>
            {t("ui.close")}
          </Button>
        </>
      }
    >
      {query.isPending && <Loading label={t("ui.loading")} />}
      {query.isError && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Pictures key={imageId} pair={pair} imageId={imageId} image={query.data} />}
    </Dialog>
  );
}

interface PicturesProps {
  pair: Comparison;
  imageId: number;
  image: ComparedImage;
}

const sides: readonly Side[] = ["before", "after", "difference"];

function Pictures({ pair, imageId, image }: PicturesProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<{ uid: string; box: BoxXywh } | null>(null);
  const [hasMasks, setMasks] = useState(true);
  const [shown, setShown] = useState<Side | "together">("together");
  const zoom = chosen ? zoomTo(chosen.box, image.width, image.height) : whole;
  return (
    <>
      <div className={styles.under}>
        <Segmented<Side | "together">
          label={t("versions.image.show")}
          value={shown}
          onChange={setShown}
          parts={(["together", ...sides] as const).map((value) => ({
            value,
            content: t(`versions.image.${value}`),
          }))}
        />
        <Switch isSelected={hasMasks} onChange={setMasks}>
          {t("versions.image.masks")}
        </Switch>
        <Button
          size="small"
          icon={<Maximize aria-hidden />}
          isDisabled={chosen === null}
          onPress={() => setChosen(null)}
        >
          {t("versions.image.whole")}
        </Button>
        <Legend image={image} />
      </div>
      <div className={styles.pictures} data-shown={shown}>
        {sides
          .filter((side) => shown === "together" || shown === side)
          .map((side) => (
            <Picture
              key={side}
              side={side}
              image={image}
              masksUrl={hasMasks ? comparedPictureUrl(pair, imageId, side) : null}
              transform={transformOf(zoom)}
            />
          ))}
      </div>
      <ChangedSegments image={image} chosen={chosen?.uid ?? null} onChoose={setChosen} />
    </>
  );
}

interface PictureProps {
  side: Side;
  image: ComparedImage;
  /** Null: only the image. */
  masksUrl: string | null;
  transform: string;
}

function Picture({ side, image, masksUrl, transform }: PictureProps) {
  const { t } = useTranslation();
  const ratio = { "--ratio": image.width / image.height } as CSSProperties;
  return (
    <figure>
      <figcaption>
        {t(`versions.image.${side}`)}
        {side === "before" && image.before === null && (
          <span>{t("versions.image.absentBefore")}</span>
        )}
        {side === "after" && image.after === null && <span>{t("versions.image.absentAfter")}</span>}
      </figcaption>
      <div className={styles.frame} style={ratio}>
        <div className={styles.layers} style={{ transform }}>
          <img src={image.image_url} alt={t(`versions.image.${side}Of`, { name: image.name })} />
          {masksUrl !== null && (
            <img src={masksUrl} alt="" className={styles.masks} data-testid={`masks-${side}`} />
          )}
        </div>
      </div>
    </figure>
  );
}

const outcomes = ["labelled", "unlabelled", "reclassified", "other_segment"] as const;

/** The colours of the third picture, with how many pixels have each. */
function Legend({ image }: { image: ComparedImage }) {
  const { t } = useTranslation();
  const found = outcomes.filter((name) => image.pixels[name] > 0);
  if (found.length === 0) return <p className={styles.legend}>{t("versions.image.same")}</p>;
  return (
    <ul className={styles.legend}>
      {found.map((name) => (
        <li key={name}>
          <span className={styles.mark} data-outcome={name} aria-hidden />
          {t(`versions.image.${name}`, { count: image.pixels[name] })}
        </li>
      ))}
    </ul>
  );
}
