/** The page's side of assistance: which predictor is chosen, whether it is thinking, what it shows. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usablePredictor, usePredictors } from "../../assist";
import type { Predictor } from "../../api/types";
import type { AskingTool, Editor } from "../../editor";
import { notify } from "../../ui/Toast";
import { errorText } from "../shell/errorText";
import { Assistance } from "./assistance";
import { changePreferences, loadPreferences } from "./preferences";

export interface AssistanceControls {
  /** Those that answer a box. */
  predictors: readonly Predictor[];
  chosen: Predictor | null;
  choose: (name: string) => void;
  isAsking: boolean;
  /** A box's mask becomes a segment without being shown first. */
  acceptsAtOnce: boolean;
  setAcceptsAtOnce: (acceptsAtOnce: boolean) => void;
  /** Does what is proposed; false where nothing is. */
  accept: () => boolean;
  discard: () => void;
}

export function useAssistance(editor: Editor, imageId: number): AssistanceControls {
  const { t } = useTranslation();
  const listed = usePredictors().data;
  const predictors = useMemo(
    () => (listed ?? []).filter(({ prompts }) => prompts.includes("box")),
    [listed],
  );
  const [wished, setWished] = useState(() => loadPreferences().predictor);
  const [acceptsAtOnce, setAcceptsAtOnce] = useState(() => loadPreferences().acceptsAtOnce);
  const [isAsking, setAsking] = useState(false);
  const chosen = usablePredictor(predictors, wished);
  const byTool = (tool: AskingTool): Predictor | null =>
    tool === "box" ? chosen : (listed?.find(({ name }) => name === tool) ?? null);
  const current = useRef({ byTool, acceptsAtOnce });
  const connected = useRef<Assistance | null>(null);
  useEffect(() => {
    current.current = { byTool, acceptsAtOnce };
  });
  useEffect(() => {
    const assistance = new Assistance(editor, imageId, {
      predictor: (tool) => current.current.byTool(tool),
      acceptsAtOnce: () => current.current.acceptsAtOnce,
      onAsking: setAsking,
      onNoClass: () => notify({ title: t("editor.notices.no_class") }),
      onNothing: () => notify({ title: t("editor.predictor.nothing") }),
      onFailure: (error) =>
        notify({
          title: t("editor.predictor.failed"),
          description: errorText(error),
          tone: "danger",
        }),
    });
    connected.current = assistance;
    return assistance.connect();
  }, [editor, imageId, t]);
  return useMemo(
    () => ({
      predictors,
      chosen,
      choose: (name) => {
        setWished(name);
        changePreferences({ predictor: name });
      },
      isAsking,
      acceptsAtOnce,
      setAcceptsAtOnce: (next) => {
        setAcceptsAtOnce(next);
        changePreferences({ acceptsAtOnce: next });
      },
      accept: () => connected.current?.accept() ?? false,
      discard: () => connected.current?.discard(),
    }),
    [predictors, chosen, isAsking, acceptsAtOnce],
  );
}
