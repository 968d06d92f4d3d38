/** What each tool's part of the options bar holds. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ToolName } from "../../../../editor";
import { useEditorState } from "../../EditorContext";
import { AssistantChoice, AssistantProgress } from "../AssistantChoice";
import { BrushShapes, BrushSize } from "./BrushOptions";
import { FillOptions } from "./FillOptions";
import { SplitOptions } from "./SplitOptions";
import { ScissorsOptions } from "./ScissorsOptions";
import { SuperpixelOptions } from "./SuperpixelOptions";
import { PaintModes } from "./PaintModes";
import { EraseScopes, RegionModes } from "./RegionOptions";
import { MagnetToggle, PolygonModes } from "./PolygonOptions";
import { OutliningProgress } from "./OutliningProgress";
import { SimplifyOptions } from "./SimplifyOptions";

const parts: Record<ToolName, () => ReactNode> = {
  brush: () => (
    <>
      <BrushSize />
      <BrushShapes />
      <PaintModes />
    </>
  ),
  eraser: () => (
    <>
      <BrushSize />
      <BrushShapes />
      <EraseScopes />
    </>
  ),
  rectangle: () => <RegionParts />,
  ellipse: () => <RegionParts />,
  lasso: () => <RegionParts />,
  fill: () => <FillOptions />,
  polygon: () => (
    <>
      <PolygonModes />
      <MagnetToggle />
      <PaintModes />
    </>
  ),
  box: () => (
    <>
      <AssistantChoice />
      <PaintModes />
    </>
  ),
  watershed: () => (
    <>
      <PaintModes />
      <WatershedProgress />
    </>
  ),
  scissors: () => <ScissorsOptions />,
  superpixels: () => (
    <>
      <PaintModes />
      <SuperpixelOptions />
    </>
  ),
  select: () => null,
  split: () => (
    <>
      <SplitOptions />
    </>
  ),
  weakBox: () => null,
  pan: () => null,
  ruler: () => null,
};

/** A preview of simpler outlines goes before the tool that is chosen. */
export function ToolOptions({ tool }: { tool: ToolName }) {
  const simplifying = useEditorState((state) => state.simplifying);
  const isOutlining = useEditorState((state) => state.outlining !== null);
  if (isOutlining) return <OutliningProgress />;
  return simplifying === null ? parts[tool]() : <SimplifyOptions shown={simplifying} />;
}

/** Adding follows the paint mode; cutting asks from what. */
function RegionParts() {
  const mode = useEditorState((state) => state.region.mode);
  return (
    <>
      <RegionModes />
      {mode === "add" ? <PaintModes /> : <EraseScopes />}
    </>
  );
}

function WatershedProgress() {
  const { t } = useTranslation();
  return <AssistantProgress name={t("editor.tools.watershed")} />;
}
