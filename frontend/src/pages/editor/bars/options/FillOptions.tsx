/** How the flood fill spreads, and what it is doing. */

import { Check, Diff, LoaderCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FillSettings } from "../../../../editor";
import button from "../../../../ui/Button.module.css";
import { IconButton } from "../../../../ui/IconButton";
import { useEditorPage, useEditorState } from "../../EditorContext";
import styles from "../Bars.module.css";
import { shortcutOf } from "../shortcutOf";
import { Slider } from "../Slider";
import { EraseScopes, RegionModes } from "./RegionOptions";
import { Segmented } from "./Segmented";

const SOURCES: readonly FillSettings["by"][] = ["color", "unlabelled"];
const SPREADS = ["edges", "corners", "everywhere"] as const;

export function FillOptions() {
  const mode = useEditorState((state) => state.region.mode);
  const by = useEditorState((state) => state.fill.by);
  return (
    <>
      <Sources />
      {by === "color" && <Tolerance />}
      <Spreads />
      <RegionModes isLabelHidden />
      {mode === "remove" && <EraseScopes />}
      <FillState />
    </>
  );
}

function Sources() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { by } = useEditorState((state) => state.fill);
  return (
    <Segmented
      label={t("editor.fill.by")}
      isLabelHidden
      shortcut={shortcutOf("fill")}
      value={by}
      choices={SOURCES.map((each) => ({
        value: each,
        text: t(`editor.fill.${each}`),
        tip: t(`editor.fill.${each}Tip`),
      }))}
      onChange={(next) => editor.setFill({ by: next })}
    />
  );
}

function Tolerance() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { tolerance } = useEditorState((state) => state.fill);
  return (
    <Slider
      label={t("editor.fill.tolerance")}
      icon={<Diff aria-hidden />}
      isShort
      shortcut={`${shortcutOf("smaller")} ${shortcutOf("larger")}`}
      min={0}
      max={128}
      step={1}
      value={tolerance}
      text={String(tolerance)}
      onChange={(next) => editor.setFill({ tolerance: next })}
    />
  );
}

function Spreads() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { isContiguous, neighbours } = useEditorState((state) => state.fill);
  return (
    <Segmented
      label={t("editor.fill.spread")}
      isLabelHidden
      value={!isContiguous ? "everywhere" : neighbours === 4 ? "edges" : "corners"}
      choices={SPREADS.map((each) => ({
        value: each,
        text: t(`editor.fill.${each}`),
        tip: t(`editor.fill.${each}Tip`),
      }))}
      onChange={(next) =>
        editor.setFill({
          isContiguous: next !== "everywhere",
          neighbours: next === "edges" ? 4 : 8,
        })
      }
    />
  );
}

/** What happens now, and how to take or drop what is shown. */
function FillState() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const status = useEditorState((state) => state.fillStatus);
  const isShown = useEditorState((state) => state.proposal?.tool === "fill");
  if (status === "filling") {
    return (
      <p className={styles.asking} role="status">
        <LoaderCircle className={button.spinner} aria-hidden />
        {t("editor.fill.working")}
      </p>
    );
  }
  if (!isShown) return null;
  return (
    <div className={styles.group}>
      <IconButton
        icon={Check}
        label={t("editor.fill.take")}
        shortcut={shortcutOf("finish")}
        onPress={() => editor.acceptProposal()}
      />
      <IconButton
        icon={X}
        label={t("editor.fill.drop")}
        shortcut={shortcutOf("cancel")}
        onPress={() => editor.dropFill()}
      />
    </div>
  );
}
