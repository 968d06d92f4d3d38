/** How far outlines may go from where they were, what that would change, and doing it. */

import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Simplifying } from "../../../../editor";
import { Button } from "../../../../ui/Button";
import { useEditorPage } from "../../EditorContext";
import styles from "../Bars.module.css";
import { Slider } from "../Slider";

/** In quarters of a pixel; beyond ten pixels little is left of an outline. */
const STEP_PX = 0.25;
const LARGEST_PX = 10;

export function SimplifyOptions({ shown }: { shown: Simplifying }) {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const { tolerancePx, numBefore, numAfter, changedPx } = shown;
  return (
    <>
      <Slider
        label={t("editor.simplify.tolerance")}
        min={0}
        max={LARGEST_PX}
        step={STEP_PX}
        value={tolerancePx}
        text={t("editor.sizePx", { size: tolerancePx })}
        onChange={(value) => editor.setTolerance(value)}
      />
      <p className={styles.hint} role="status" data-testid="simplify-outcome">
        {t("editor.simplify.outcome", {
          before: numBefore.toLocaleString(),
          after: numAfter.toLocaleString(),
          changed: changedPx.toLocaleString(),
        })}
      </p>
      <div className={styles.group}>
        <Button
          size="small"
          variant="primary"
          icon={<Check aria-hidden />}
          onPress={() => void editor.applySimplified()}
        >
          {t("editor.simplify.apply")}
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={<X aria-hidden />}
          onPress={() => editor.dropSimplified()}
        >
          {t("editor.simplify.drop")}
        </Button>
      </div>
    </>
  );
}
