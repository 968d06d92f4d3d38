/** How picture and masks are shown: nothing here changes what is saved. */

import { RotateCcw, SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import {
  Dialog,
  DialogTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from "react-aria-components";
import { Button } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { IconButton } from "../../../ui/IconButton";
import overlay from "../../../ui/Overlay.module.css";
import { useEditorPage, useEditorState } from "../EditorContext";
import { PLAIN_PICTURE } from "../picture";
import styles from "./Bars.module.css";
import { Slider } from "./Slider";

const COLORINGS = ["class", "segment"] as const;

export function Display() {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      <IconButton icon={SlidersHorizontal} label={t("editor.display.title")} />
      <Popover className={classNames(overlay.popover)} offset={6} placement="bottom end">
        <Dialog className={styles.display} aria-label={t("editor.display.title")}>
          <Coloring />
          <PictureLevels />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Coloring() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const colorBy = useEditorState((state) => state.colorBy);
  return (
    <div className={styles.displayRow}>
      <span className={styles.label}>{t("editor.display.colorBy")}</span>
      <ToggleButtonGroup
        aria-label={t("editor.display.colorBy")}
        className={classNames(styles.segmented)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[colorBy]}
        onSelectionChange={(keys) => {
          const next = COLORINGS.find((each) => keys.has(each));
          if (next) editor.setColorBy(next);
        }}
      >
        {COLORINGS.map((each) => (
          <ToggleButton key={each} id={each} className={classNames(styles.segment)}>
            {t(`editor.display.${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

function PictureLevels() {
  const { t } = useTranslation();
  const { picture, setPicture } = useEditorPage();
  const isPlain =
    picture.brightness === PLAIN_PICTURE.brightness && picture.contrast === PLAIN_PICTURE.contrast;
  return (
    <>
      {(["brightness", "contrast"] as const).map((name) => (
        <Slider
          key={name}
          label={t(`editor.display.${name}`)}
          min={20}
          max={300}
          step={5}
          value={picture[name]}
          text={t("editor.zoomPercent", { percent: picture[name] })}
          onChange={(percent) => setPicture({ ...picture, [name]: percent })}
        />
      ))}
      <Button
        size="small"
        icon={<RotateCcw aria-hidden />}
        isDisabled={isPlain}
        onPress={() => setPicture(PLAIN_PICTURE)}
      >
        {t("editor.display.reset")}
      </Button>
    </>
  );
}
