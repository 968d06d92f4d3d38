/** One image in the gallery. */
import { Ellipsis, ImageOff, LoaderCircle, Sparkles, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { changeSplit } from "../../../api/images";
import type { ImageRow, Split } from "../../../api/types";
import { Badge } from "../../../ui/Badge";
import button from "../../../ui/Button.module.css";
import { IconButton } from "../../../ui/IconButton";
import { Menu, type MenuAction } from "../../../ui/Menu";
import { notify } from "../../../ui/Toast";
import { errorText } from "../../shell/errorText";
import { StateDot } from "../../shell/StateBar";
import styles from "./Images.module.css";

export interface ImageTileProps {
  image: ImageRow;
  /** Of the image in the editor, with the gallery's filters. */
  href: string;
  isChosen: boolean;
  /** Null: this person can do nothing to several images. */
  onChoose: ((isRange: boolean) => void) | null;
  canManage: boolean;
  onChanged: () => void;
  onDelete: () => void;
}

export function ImageTile(props: ImageTileProps) {
  const { image, href, isChosen, onChoose, canManage, onChanged, onDelete } = props;
  const { t } = useTranslation();
  return (
    <li className={styles.tile} data-chosen={isChosen || undefined}>
      <Link href={href} className={styles.tileLink}>
        <div className={styles.thumbnail}>
          <Thumbnail image={image} />
        </div>
        <div className={styles.caption}>
          <span className={styles.name} title={image.name}>
            {image.name}
          </span>
          <span className={styles.facts}>
            <StateDot state={image.state} />
            <span>
              {t(`states.${image.state}`)}
              {image.num_segments > 0 &&
                ` · ${t("images.segments", { count: image.num_segments })}`}
            </span>
          </span>
        </div>
        <div className={styles.marks}>
          {image.num_suggestions > 0 && (
            <Badge tone="accent">
              <Sparkles aria-hidden />
              {t("images.suggestions", { count: image.num_suggestions })}
            </Badge>
          )}
          {image.split !== null && <Badge>{t(`splits.${image.split}`)}</Badge>}
        </div>
      </Link>
      {onChoose !== null && (
        <input
          type="checkbox"
          className={styles.choose}
          aria-label={t("images.choose", { name: image.name })}
          checked={isChosen}
          onChange={(event) => onChoose((event.nativeEvent as PointerEvent).shiftKey)}
        />
      )}
      {canManage && (
        <div className={styles.tileMenu}>
          <TileMenu image={image} onChanged={onChanged} onDelete={onDelete} />
        </div>
      )}
    </li>
  );
}

function Thumbnail({ image }: { image: ImageRow }) {
  const { t } = useTranslation();
  if (image.thumbnail_url !== null) {
    return <img src={image.thumbnail_url} alt="" loading="lazy" decoding="async" />;
  }
  return image.prepared ? (
    <ImageOff aria-hidden />
  ) : (
    <span className={styles.preparing}>
      <LoaderCircle className={button.spinner} aria-hidden />
      {t("images.preparing")}
    </span>
  );
}

function TileMenu({
  image,
  onChanged,
  onDelete,
}: Pick<ImageTileProps, "image" | "onChanged" | "onDelete">) {
  const { t } = useTranslation();
  const move = async (split: Split | null) => {
    try {
      await changeSplit(image.id, split);
      onChanged();
    } catch (error) {
      notify({ title: t("images.splitFailed"), description: errorText(error), tone: "danger" });
    }
  };
  const splits = (["train", "val", "test", null] as const)
    .filter((split) => split !== image.split)
    .map((split): MenuAction => ({
      id: split ?? "none",
      label:
        split === null ? t("images.noSplit") : t("images.toSplit", { split: t(`splits.${split}`) }),
      onAction: () => void move(split),
    }));
  return (
    <Menu
      label={t("images.actionsOf", { name: image.name })}
      trigger={
        <IconButton
          icon={Ellipsis}
          size="small"
          variant="secondary"
          label={t("images.actionsOf", { name: image.name })}
        />
      }
      actions={[
        ...splits,
        {
          id: "delete",
          label: t("images.delete"),
          icon: Trash2,
          isDanger: true,
          onAction: onDelete,
        },
      ]}
    />
  );
}
