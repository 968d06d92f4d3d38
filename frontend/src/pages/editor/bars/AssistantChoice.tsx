/** Which predictor answers the box tool; what is missing for the others, and how to get it. */

import { LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usablePredictor, usePredictors } from "../../../assist";
import type { Predictor } from "../../../api/types";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { notify } from "../../../ui/Toast";
import { errorText } from "../../shell/errorText";
import { connectAssistance } from "../assistance";
import { useEditorPage } from "../EditorContext";
import { changePreferences, loadPreferences } from "../preferences";
import styles from "./Bars.module.css";
import { PredictorMenu } from "./PredictorMenu";

export function AssistantChoice() {
  const { t } = useTranslation();
  const predictors = usePredictors().data ?? [];
  const [wished, setWished] = useState(() => loadPreferences().predictor);
  const chosen = usablePredictor(predictors, wished);
  const { isAsking, cancel } = useAssistance(chosen);
  const choose = (name: string): void => {
    setWished(name);
    changePreferences({ predictor: name });
  };
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{t("editor.predictor.label")}</span>
      <PredictorMenu predictors={predictors} chosen={chosen} onChoose={choose} />
      <span className={styles.asking} role="status">
        {isAsking && (
          <>
            <LoaderCircle className={button.spinner} aria-hidden />
            {t("editor.predictor.asking", { name: chosen?.title ?? "" })}
          </>
        )}
      </span>
      {isAsking ? (
        <Button size="small" onPress={cancel}>
          {t("editor.predictor.cancel")}
        </Button>
      ) : (
        <p className={styles.hint}>{t("editor.hints.box")}</p>
      )}
    </div>
  );
}

function useAssistance(chosen: Predictor | null): { isAsking: boolean; cancel: () => void } {
  const { t } = useTranslation();
  const { editor, image } = useEditorPage();
  const [isAsking, setAsking] = useState(false);
  const current = useRef(chosen);
  const cancelling = useRef<() => void>(() => undefined);
  useEffect(() => {
    current.current = chosen;
  });
  useEffect(() => {
    const connected = connectAssistance(editor, image.id, {
      predictor: () => current.current,
      onAsking: setAsking,
      onNothing: () => notify({ title: t("editor.predictor.nothing") }),
      onFailure: (error) =>
        notify({
          title: t("editor.predictor.failed"),
          description: errorText(error),
          tone: "danger",
        }),
    });
    cancelling.current = connected.cancel;
    return connected.stop;
  }, [editor, image.id, t]);
  return {
    isAsking,
    cancel: () => {
      cancelling.current();
      setAsking(false);
    },
  };
}
