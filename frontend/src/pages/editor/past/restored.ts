/** Says what came back and what did not, with the way to have it otherwise. */

import type { SegmentWire } from "../../../api/types";
import type { Editor, Restored } from "../../../editor";
import i18n from "../../../i18n";
import { notify } from "../../../ui/Toast";

export function tellRestored(
  editor: Editor,
  restored: Restored,
  segments: readonly SegmentWire[],
  title: string,
): void {
  const { t } = i18n;
  const { lostPx, covered, locked, uids, numWeak } = restored;
  const remarks = [
    lostPx > 0 ? t("editor.past.lost", { px: lostPx.toLocaleString("en-GB") }) : "",
    covered.length > 0 ? t("editor.past.covered", { count: covered.length }) : "",
    locked.length > 0 ? t("editor.past.locked", { count: locked.length }) : "",
  ].filter((remark) => remark !== "");
  const takeBack = {
    label: t("editor.past.takePixels"),
    onAction: () => {
      const all = editor.restore(segments, { whole: false, takesPixels: true });
      notify({
        title: t("editor.past.restoredSegments", { count: all.uids.length }),
        tone: "success",
        action: { label: t("editor.past.undo"), onAction: () => editor.undo() },
      });
    },
  };
  const undo = { label: t("editor.past.undo"), onAction: () => editor.undo() };
  const isNothing = uids.length === 0 && numWeak === 0 && covered.length > 0;
  notify({
    title: isNothing ? t("editor.past.nothingRestored") : title,
    tone: isNothing ? "neutral" : "success",
    ...(remarks.length > 0 ? { description: remarks.join(" ") } : {}),
    action: lostPx > 0 ? takeBack : undo,
  });
}
