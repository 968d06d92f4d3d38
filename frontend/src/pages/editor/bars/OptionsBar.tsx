/** The bar of settings under the top bar: history, the tool's options, opacity, zoom. */

import {
  Circle,
  Contrast,
  Eye,
  EyeOff,
  Maximize,
  Minus,
  Plus,
  Redo2,
  Square,
  Undo2,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { PaintMode, ToolName } from "../../../editor";
import { classNames } from "../../../ui/classNames";
import { IconButton, IconToggle, Tip } from "../../../ui/IconButton";
import { type CommandId, commandOf } from "../commands";
import { useEditorPage, useEditorState } from "../EditorContext";
import { isMacPlatform, keyLabel } from "../keys";
import { LARGEST_RADIUS_PX } from "../preferences";
import { AssistantChoice } from "./AssistantChoice";
import styles from "./Bars.module.css";
import { Display } from "./Display";
import { Slider } from "./Slider";

export function shortcutOf(id: CommandId): string {
  return keyLabel(commandOf(id).keys[0] ?? "", isMacPlatform());
}

export function OptionsBar() {
  const { t } = useTranslation();
  const { canEdit, annotationState } = useEditorPage();
  const tool = useEditorState((state) => state.tool);
  return (
    <div className={styles.options} role="toolbar" aria-label={t("editor.options")}>
      <History />
      <span className={styles.divider} aria-hidden />
      {canEdit ? (
        <ToolOptions tool={tool} />
      ) : (
        <p className={styles.hint}>
          {t(annotationState === "approved" ? "editor.approvedReadOnly" : "editor.readOnly")}
        </p>
      )}
      <span className={styles.spacer} />
      <Opacity />
      <span className={styles.divider} aria-hidden />
      <Zoom />
    </div>
  );
}

function ToolOptions({ tool }: { tool: ToolName }) {
  const { t } = useTranslation();
  const hint = <p className={styles.hint}>{t(`editor.hints.${tool}`)}</p>;
  switch (tool) {
    case "brush":
      return (
        <>
          <BrushSize />
          <BrushShapes />
          <PaintModes />
        </>
      );
    case "eraser":
      return (
        <>
          <BrushSize />
          <BrushShapes />
          {hint}
        </>
      );
    case "polygon":
      return (
        <>
          <PaintModes />
          {hint}
        </>
      );
    case "box":
      return (
        <>
          <AssistantChoice />
          <PaintModes />
        </>
      );
    case "select":
    case "pan":
      return hint;
  }
}

function History() {
  const { t } = useTranslation();
  const { editor, canEdit } = useEditorPage();
  const canUndo = useEditorState((state) => state.canUndo);
  const canRedo = useEditorState((state) => state.canRedo);
  return (
    <div className={styles.group}>
      <IconButton
        icon={Undo2}
        label={t("editor.commands.undo")}
        shortcut={shortcutOf("undo")}
        isDisabled={!canUndo || !canEdit}
        onPress={() => editor.undo()}
      />
      <IconButton
        icon={Redo2}
        label={t("editor.commands.redo")}
        shortcut={shortcutOf("redo")}
        isDisabled={!canRedo || !canEdit}
        onPress={() => editor.redo()}
      />
    </div>
  );
}

/** The slider moves by the logarithm: as fine among small brushes as coarse among large ones. */
const SIZE_STEPS = 100;

function BrushSize() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { radiusPx } = useEditorState((state) => state.brush);
  const diameter = Math.max(1, Math.round(radiusPx * 2));
  const largest = LARGEST_RADIUS_PX * 2;
  const toStep = (Math.log(diameter) / Math.log(largest)) * SIZE_STEPS;
  return (
    <Slider
      label={t("editor.brushSize")}
      shortcut={`${shortcutOf("smaller")} ${shortcutOf("larger")}`}
      min={0}
      max={SIZE_STEPS}
      step="any"
      value={toStep}
      text={t("editor.sizePx", { size: diameter })}
      onChange={(step) => {
        editor.setBrush({ radiusPx: Math.round(largest ** (step / SIZE_STEPS)) / 2 });
      }}
    />
  );
}

function BrushShapes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { shape } = useEditorState((state) => state.brush);
  return (
    <div className={styles.group} role="group" aria-label={t("editor.shape.label")}>
      <IconToggle
        icon={Circle}
        label={t("editor.shape.round")}
        isSelected={shape === "round"}
        onChange={() => editor.setBrush({ shape: "round" })}
      />
      <IconToggle
        icon={Square}
        label={t("editor.shape.square")}
        isSelected={shape === "square"}
        onChange={() => editor.setBrush({ shape: "square" })}
      />
    </div>
  );
}

const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

function PaintModes() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const mode = useEditorState((state) => state.paintMode);
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{t("editor.paintMode.label")}</span>
      <ToggleButtonGroup
        aria-label={t("editor.paintMode.label")}
        className={classNames(styles.segmented)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[mode]}
        onSelectionChange={(keys) => {
          const [next] = keys;
          if (next !== undefined) editor.setPaintMode(next as PaintMode);
        }}
      >
        {MODES.map((each) => (
          <Tip
            key={each}
            label={t(`editor.paintMode.${each}Tip`)}
            shortcut={shortcutOf("paintMode")}
          >
            <ToggleButton id={each} className={classNames(styles.segment)}>
              {t(`editor.paintMode.${each}`)}
            </ToggleButton>
          </Tip>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

function Opacity() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const opacity = useEditorState((state) => state.opacity);
  return (
    <div className={styles.group}>
      <Slider
        label={t("editor.opacity")}
        icon={<Contrast aria-hidden />}
        isShort
        min={0}
        max={100}
        step={1}
        value={Math.round(opacity * 100)}
        text={t("editor.zoomPercent", { percent: Math.round(opacity * 100) })}
        onChange={(percent) => editor.setOpacity(percent / 100)}
      />
      <MasksToggle />
      <Display />
    </div>
  );
}

function MasksToggle() {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const areHidden = useEditorState(
    ({ segments, hiddenUids }) =>
      segments.size > 0 && [...segments.keys()].every((uid) => hiddenUids.has(uid)),
  );
  return (
    <IconToggle
      icon={areHidden ? EyeOff : Eye}
      label={t(areHidden ? "editor.segments.showAll" : "editor.segments.hideAll")}
      shortcut={shortcutOf("toggleMasks")}
      isSelected={areHidden}
      onChange={() => commandOf("toggleMasks").run(commands)}
    />
  );
}

function Zoom(): ReactNode {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const percent = useEditorState(({ view }) => Math.round(view.scale * 100));
  const run = (id: CommandId) => () => commandOf(id).run(commands);
  return (
    <div className={styles.group} role="group" aria-label={t("editor.zoom")}>
      <IconButton
        icon={Minus}
        label={t("editor.commands.zoomOut")}
        shortcut={shortcutOf("zoomOut")}
        onPress={run("zoomOut")}
      />
      <output className={styles.percent}>{t("editor.zoomPercent", { percent })}</output>
      <IconButton
        icon={Plus}
        label={t("editor.commands.zoomIn")}
        shortcut={shortcutOf("zoomIn")}
        onPress={run("zoomIn")}
      />
      <IconButton
        icon={Maximize}
        label={t("editor.commands.fit")}
        shortcut={shortcutOf("fit")}
        onPress={run("fit")}
      />
    </div>
  );
}
