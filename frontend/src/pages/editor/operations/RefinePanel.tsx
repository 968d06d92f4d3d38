/** Refining the selected segments: one kind of cleaning, one slider, the result shown while it is chosen. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Cleaning } from "../../../masks/morphology";
import { type EditorState, selectedSegments } from "../../../editor";
import { Button } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { useEditorPage, useEditorState } from "../EditorContext";
import { amountOf, FIRST_STEPS, KINDS, LAST_STEP, type Kind } from "./amounts";
import styles from "./Operations.module.css";
import { useEnterAndEscape } from "./useEnterAndEscape";
import { type Refining, useRefining } from "./useRefining";

export function RefinePanel() {
  const { operations, canEdit } = useEditorPage();
  const hasSelected = useEditorState((state) => selectedSegments(state).length > 0);
  const { open, show } = operations;
  const isOpen = open?.kind === "refine";
  useEffect(() => {
    if (isOpen && !hasSelected) show(null);
  }, [isOpen, hasSelected, show]);
  return isOpen && hasSelected && canEdit ? <Opened onClose={() => show(null)} /> : null;
}

/** What was chosen last, for as long as the page lives: the next segment mostly needs the same. */
let lastKind: Kind = "smooth";
const lastSteps: Record<Kind, number> = { ...FIRST_STEPS };

function Opened({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const [kind, setKind] = useState(lastKind);
  const [steps, setSteps] = useState(lastSteps);
  const cleaning: Cleaning = { kind, px: amountOf(kind, steps[kind]) };
  const refining = useRefining(editor, cleaning);
  const [side] = useState(() => freeSide(editor.store.getState()));
  const count = useEditorState((state) => selectedSegments(state).length);
  useEffect(() => {
    lastKind = kind;
    Object.assign(lastSteps, steps);
  }, [kind, steps]);
  const canApply = useEditorState((state) => state.proposal !== null);
  const apply = (): void => {
    if (refining.state === "working") return;
    if (editor.store.getState().proposal !== null) editor.acceptProposal();
    onClose();
  };
  useEnterAndEscape(apply, onClose);
  return (
    <section
      className={styles.refine}
      data-side={side}
      aria-label={t("editor.operations.refine.title", { count })}
      data-testid="refine-panel"
    >
      <h2>{t("editor.operations.refine.title", { count })}</h2>
      <Kinds kind={kind} onChange={setKind} />
      <Amount
        kind={kind}
        step={steps[kind]}
        onChange={(step) => setSteps({ ...steps, [kind]: step })}
      />
      <Outcome refining={refining} />
      <div className={styles.actions}>
        <Button size="small" variant="quiet" onPress={onClose}>
          {t("ui.cancel")}
        </Button>
        <Button
          size="small"
          variant="primary"
          isDisabled={!canApply || refining.state === "working"}
          onPress={apply}
        >
          {t("editor.operations.refine.apply")}
        </Button>
      </div>
    </section>
  );
}

/** The half of the canvas where the primary segment is not. */
function freeSide({ selectedUid, segments, view, viewportHw }: EditorState): "left" | "right" {
  const segment = selectedUid === null ? undefined : segments.get(selectedUid);
  if (segment === undefined) return "left";
  const [x, , width] = segment.bboxXywh;
  const middle = (x + width / 2) * view.scale + view.x;
  return middle < viewportHw[1] / 2 ? "right" : "left";
}

function Kinds({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const { t } = useTranslation();
  return (
    <ToggleButtonGroup
      aria-label={t("editor.operations.refine.kind")}
      className={classNames(styles.kinds)}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[kind]}
      onSelectionChange={(keys) => {
        const next = KINDS.find((each) => keys.has(each));
        if (next !== undefined) onChange(next);
      }}
    >
      {KINDS.map((each) => (
        <ToggleButton key={each} id={each} className={classNames(styles.kind)}>
          {t(`editor.operations.refine.kinds.${each}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function Amount({
  kind,
  step,
  onChange,
}: {
  kind: Kind;
  step: number;
  onChange: (step: number) => void;
}) {
  const { t } = useTranslation();
  const px = amountOf(kind, step);
  const isArea = kind === "fill_holes" || kind === "remove_specks";
  const text = !isArea
    ? t("editor.operations.refine.px", { px })
    : px === Infinity
      ? t("editor.operations.refine.anySize")
      : t("editor.operations.refine.upTo", { px: new Intl.NumberFormat("en").format(px) });
  return (
    <label className={styles.amount}>
      <span>{t(isArea ? "editor.operations.refine.size" : "editor.operations.refine.by")}</span>
      <output>{text}</output>
      <input
        type="range"
        autoFocus
        min={1}
        max={LAST_STEP[kind]}
        step={1}
        value={step}
        aria-valuetext={text}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

function Outcome({ refining: { state, summary } }: { refining: Refining }) {
  const { t } = useTranslation();
  const number = new Intl.NumberFormat("en");
  if (state === "working" || summary === null) {
    return <p className={styles.outcome}>{t("editor.operations.refine.working")}</p>;
  }
  const { gained, lost, numVanishing } = summary;
  return (
    <p className={styles.outcome} role="status">
      {gained === 0 && lost === 0
        ? t("editor.operations.refine.nothing")
        : t("editor.operations.refine.outcome", {
            gained: number.format(gained),
            lost: number.format(lost),
          })}
      {numVanishing > 0 && (
        <span>{t("editor.operations.refine.vanishing", { count: numVanishing })}</span>
      )}
    </p>
  );
}
