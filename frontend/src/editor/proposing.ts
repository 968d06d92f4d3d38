/** Proposals: what an assistant or a command would do, done once the person agrees. */

import { replaceMasks } from "./replacing";
import { imagePoint } from "../geometry/points";
import type { Runs } from "../masks/types";
import type { Core } from "./core";
import { addPixels, cutPixels } from "./regions";
import { classToDraw, newShell } from "./shells";
import type { Uid } from "./types";

/** Does what is proposed; without a class to draw in, the proposal stays and the page is told. */
export function acceptProposal(core: Core): Uid | null {
  const { proposal } = core.state;
  if (proposal === null) return null;
  const { runs, target, origin, score, tool, also = [], replacesBox = null } = proposal;
  if (tool === "fill" && target === null) return takeFill(core, runs);
  if (target === null) {
    const classId = classToDraw(core);
    if (classId === null) return null;
    core.set({ proposal: null, prompt: null });
    const shell = newShell(core, classId, origin, score);
    const box = replacesBox === null ? undefined : core.state.weakLabels.get(replacesBox);
    const weak = box === undefined ? [] : [{ uid: box.uid, before: box, after: null }];
    const edit = { shell, pixels: runs, polygon: null };
    const [uid] = replaceMasks(core, [edit], tool, core.state.paintMode, weak);
    if (uid === undefined) core.notify("empty_shape");
    else core.set({ selectedUid: uid });
    return uid ?? null;
  }
  core.set({ proposal: null, prompt: null });
  const edits = [{ target, runs }, ...also].map((each) => ({
    uid: each.target,
    pixels: each.runs,
    polygon: null,
  }));
  const [uid] = replaceMasks(core, edits, tool);
  return uid ?? null;
}

/** A fill is added or cut out like a drawn region. */
function takeFill(core: Core, runs: Runs): Uid | null {
  const { mode } = core.state.region;
  if (mode === "add" && classToDraw(core) === null) return null;
  core.set({ proposal: null, prompt: null });
  if (mode === "add") return addPixels(core, runs, "fill", "fill");
  const first = runs.bounds[0] ?? 0;
  const w = runs.sizeHw[1];
  cutPixels(core, runs, imagePoint(first % w, Math.floor(first / w)), "fill");
  return null;
}
