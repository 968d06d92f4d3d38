/** How the picture's values are shown: window, gamma, channel and the like. */

import { RotateCcw, WandSparkles } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { CHANNELS, isPlainTone, PLAIN_TONE } from "../../../../pixels/tone";
import { Button } from "../../../../ui/Button";
import { Segmented } from "../../../../ui/Segmented";
import { useEditorPage } from "../../EditorContext";
import { countPicture, setAutoWindow, setTone } from "../../seeing/picture";
import { Slider } from "../Slider";
import styles from "./Display.module.css";
import { Levels } from "./Levels";
import { Row } from "./Row";

export function PictureSettings() {
  const { t } = useTranslation();
  const { picture } = useEditorPage();
  const { tone, deepState, source } = useStore(picture);
  useEffect(() => countPicture(picture), [picture, source]);
  const isDeep = deepState === "ready";
  return (
    <section className={styles.part} aria-label={t("editor.display.picture")}>
      <div className={styles.row}>
        <h3>{t("editor.display.picture")}</h3>
        <Button
          size="small"
          icon={<WandSparkles aria-hidden />}
          onPress={() => setAutoWindow(picture)}
        >
          {t("editor.display.auto")}
        </Button>
        <Button
          size="small"
          icon={<RotateCcw aria-hidden />}
          isDisabled={isPlainTone(tone)}
          onPress={() => setTone(picture, PLAIN_TONE)}
        >
          {t("editor.display.reset")}
        </Button>
      </div>
      <Levels />
      {!isDeep && (
        <Row label={t("editor.display.channel")}>
          <Segmented
            label={t("editor.display.channel")}
            value={tone.channel}
            onChange={(channel) => setTone(picture, { channel })}
            parts={CHANNELS.map((value) => ({
              value,
              content: t(`editor.display.channels.${value}`),
            }))}
          />
        </Row>
      )}
      <Curves />
      <Checks />
    </section>
  );
}

/** The slider moves by the logarithm: half and double lie as far from the middle. */
const GAMMA_REACH = Math.log(5);

function Curves() {
  const { t } = useTranslation();
  const { picture } = useEditorPage();
  const tone = useStore(picture, (state) => state.tone);
  return (
    <>
      <Slider
        label={t("editor.display.gamma")}
        min={-100}
        max={100}
        step={1}
        value={Math.round((Math.log(tone.gamma) / GAMMA_REACH) * 100)}
        text={tone.gamma.toFixed(2)}
        onChange={(step) => setTone(picture, { gamma: Math.exp((step / 100) * GAMMA_REACH) })}
      />
      {(["brightness", "contrast"] as const).map((name) => (
        <Slider
          key={name}
          label={t(`editor.display.${name}`)}
          min={20}
          max={300}
          step={5}
          value={tone[name]}
          text={t("editor.zoomPercent", { percent: tone[name] })}
          onChange={(percent) => setTone(picture, { [name]: percent })}
        />
      ))}
    </>
  );
}

function Checks() {
  const { t } = useTranslation();
  const { picture } = useEditorPage();
  const isInverted = useStore(picture, (state) => state.tone.isInverted);
  const isKept = useStore(picture, (state) => state.isKept);
  return (
    <>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={isInverted}
          onChange={(event) => setTone(picture, { isInverted: event.currentTarget.checked })}
        />
        {t("editor.display.invert")}
      </label>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={isKept}
          onChange={(event) => picture.setState({ isKept: event.currentTarget.checked })}
        />
        {t("editor.display.keep")}
      </label>
    </>
  );
}
