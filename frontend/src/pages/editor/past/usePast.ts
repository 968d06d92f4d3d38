/** The image's past as the page holds it: which drawer is open, which state is looked at, the way back. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetchStateAt } from "../../../api/history";
import type { SegmentWire, WeakLabelWire } from "../../../api/types";
import type { Editor } from "../../../editor";
import { notify } from "../../../ui/Toast";
import { errorText } from "../../shell/errorText";
import { tellRestored } from "./restored";
import { clockTime } from "./times";

export type PastTab = "history" | "trash";

/** An earlier state that the canvas shows. */
export interface ShownState {
  /** Which entry of the history shows it. */
  key: string;
  /** ISO time at which the image was so. */
  at: string;
  segments: readonly SegmentWire[];
  weakLabels: readonly WeakLabelWire[];
}

export interface PastControls {
  /** Null: the panel shows the present. */
  tab: PastTab | null;
  setTab: (tab: PastTab | null) => void;
  shown: ShownState | null;
  /** The entry whose state is being fetched. */
  loading: string | null;
  show: (key: string, revision: number, at: string) => void;
  leave: () => void;
  restoreShown: () => void;
  /** Brings segments back as given, in images of one owner a pixel only where nobody owns it. */
  bringBack: (segments: readonly SegmentWire[]) => void;
  /** Brings a box or a tag back. */
  bringBackWeak: (label: WeakLabelWire) => void;
}

export function usePast(editor: Editor, annotationId: number): PastControls {
  const { t } = useTranslation();
  const [tab, setOpenTab] = useState<PastTab | null>(null);
  const [shown, setShown] = useState<ShownState | null>(null);
  const [loading, setLoading] = useState<string | null>(null);
  const asked = useRef(0);

  const leave = useCallback((): void => {
    asked.current += 1;
    editor.preview(null);
    setShown(null);
    setLoading(null);
  }, [editor]);
  // An image is left as it is, not as it was.
  useEffect(() => leave, [leave]);

  const show = useCallback(
    async (key: string, revision: number, at: string): Promise<void> => {
      asked.current += 1;
      const ticket = asked.current;
      setLoading(key);
      try {
        const state = await fetchStateAt(annotationId, revision);
        if (ticket !== asked.current) return;
        const { segments, weak_labels: weakLabels } = state;
        editor.preview(segments, weakLabels);
        setShown({ key, at, segments, weakLabels });
      } catch (error) {
        notify({ title: t("editor.past.failed"), description: errorText(error), tone: "danger" });
      } finally {
        if (ticket === asked.current) setLoading(null);
      }
    },
    [editor, annotationId, t],
  );

  return useMemo(
    () => ({
      tab,
      setTab: (next) => {
        if (next !== "history") leave();
        setOpenTab(next);
      },
      shown,
      loading,
      show: (key, revision, at) => void show(key, revision, at),
      leave,
      restoreShown: () => {
        if (shown === null) return;
        leave();
        const options = { whole: true, takesPixels: false };
        const restored = editor.restore(shown.segments, options, shown.weakLabels);
        const title = t("editor.past.restoredState", { time: clockTime(shown.at) });
        tellRestored(editor, restored, shown.segments, title);
      },
      bringBack: (segments) => {
        leave();
        const restored = editor.restore(segments, { whole: false, takesPixels: false });
        const title = t("editor.past.restoredSegments", { count: restored.uids.length });
        tellRestored(editor, restored, segments, title);
      },
      bringBackWeak: (label) => {
        leave();
        editor.restore([], { whole: false, takesPixels: false }, [label]);
        notify({
          title: t("editor.past.restoredWeak"),
          tone: "success",
          action: { label: t("editor.past.undo"), onAction: () => editor.undo() },
        });
      },
    }),
    [editor, leave, loading, show, shown, t, tab],
  );
}
