/** The page's side of assistance: which predictor is chosen, whether it is thinking, what it shows. */

import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usablePredictor, usePredictors } from "../../assist";
import type { Predictor } from "../../api/types";
import type { Editor } from "../../editor";
import { notify } from "../../ui/Toast";
import { errorText } from "../shell/errorText";
import { Assistance } from "./assistance";
import { changePreferences, loadPreferences } from "./preferences";

export interface AssistanceControls {
  predictors: readonly Predictor[];
  chosen: Predictor | null;
  choose: (name: string) => void;
  isAsking: boolean;
  /** Makes the preview a segment; false where there is none. */
  accept: () => boolean;
  discard: () => void;
}

export function useAssistance(editor: Editor, imageId: number): AssistanceControls {
  const { t } = useTranslation();
  const listed = usePredictors().data;
  const predictors = useMemo(() => listed ?? [], [listed]);
  const [wished, setWished] = useState(() => loadPreferences().predictor);
  const [isAsking, setAsking] = useState(false);
  const chosen = usablePredictor(predictors, wished);
  const current = useRef(chosen);
  const connected = useRef<Assistance | null>(null);
  useEffect(() => {
    current.current = chosen;
  });
  useEffect(() => {
    const assistance = new Assistance(editor, imageId, {
      predictor: () => current.current,
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
      accept: () => connected.current?.accept() ?? false,
      discard: () => connected.current?.discard(),
    }),
    [predictors, chosen, isAsking],
  );
}
