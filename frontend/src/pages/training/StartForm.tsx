/** The settings of a new run. */
import { useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { runsKey, startTraining, type TrainingRequest, useArchitectures } from "../../api/training";
import type { ModelVersion, TrainingRun } from "../../api/types";
import { Loading, Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { NumberField } from "../../ui/NumberField";
import { Select } from "../../ui/Select";
import { percent } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import styles from "./Training.module.css";

const cropSizesPx = ["128", "192", "256", "320", "384", "512"];

export interface StartFormProps {
  projectId: number;
  models: readonly ModelVersion[];
  startFrom: ModelVersion | null;
  /** Images that a run would learn from. */
  numReady: number;
  /** The project has boxes without pixels or image tags. */
  hasWeakLabels: boolean;
  onStarted: (run: TrainingRun) => void;
}

export function StartForm(props: StartFormProps) {
  const { projectId, models, startFrom, numReady, hasWeakLabels, onStarted } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const architectures = useArchitectures();
  const [architecture, setArchitecture] = useState(startFrom?.architecture ?? null);
  const [encoder, setEncoder] = useState(startFrom?.encoder ?? null);
  const [epochs, setEpochs] = useState(startFrom ? 20 : 40);
  const [cropSize, setCropSize] = useState("256");
  const [initFrom, setInitFrom] = useState(startFrom ? String(startFrom.id) : "none");
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);

  const network =
    architectures.data?.find((each) => each.name === architecture) ?? architectures.data?.[0];
  if (!network) return <Loading label={t("ui.loading")} />;
  const chosenEncoder =
    encoder !== null && network.encoders.includes(encoder) ? encoder : network.default_encoder;
  // Weights fit only the network that they were learned in.
  const fitting = models.filter(
    (model) => model.architecture === network.name && model.encoder === chosenEncoder,
  );
  const start = fitting.find((model) => String(model.id) === initFrom);

  const submit = async () => {
    setPending(true);
    setError(null);
    try {
      const run = await startTraining(projectId, {
        // The list of architectures and the request come from one table of the server's.
        architecture: network.name as TrainingRequest["architecture"],
        encoder: chosenEncoder,
        epochs,
        crop_size_px: Number(cropSize),
        init_from: start?.id ?? null,
      });
      await client.invalidateQueries({ queryKey: runsKey(projectId) });
      void client.invalidateQueries({ queryKey: ["project", projectId, "jobs"] });
      onStarted(run);
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setPending(false);
    }
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{startFrom ? t("training.retrainTitle") : t("training.newTitle")}</h2>
      <div className={styles.pair}>
        <Select
          label={t("training.architecture")}
          value={network.name}
          onChange={setArchitecture}
          options={(architectures.data ?? []).map(({ name, title }) => ({
            value: name,
            label: title,
          }))}
        />
        <Select
          label={t("training.encoder")}
          value={chosenEncoder}
          onChange={setEncoder}
          options={network.encoders.map((name) => ({ value: name, label: name }))}
        />
        <NumberField
          label={t("training.epochs")}
          value={epochs}
          onChange={setEpochs}
          minValue={1}
          maxValue={10_000}
        />
        <Select
          label={t("training.cropSize")}
          value={cropSize}
          onChange={setCropSize}
          options={cropSizesPx.map((size) => ({ value: size, label: `${size} px` }))}
        />
      </div>
      <Select
        label={t("training.initFrom")}
        value={start ? String(start.id) : "none"}
        onChange={setInitFrom}
        options={[
          { value: "none", label: t("training.fromScratch") },
          ...fitting.map((model) => ({
            value: String(model.id),
            label: t("training.modelNumber", { number: model.number }),
            description: t("training.miouOf", { miou: percent(model.metrics.miou) }),
          })),
        ]}
      />
      {error !== null && <Notice tone="danger">{error}</Notice>}
      <Button
        type="submit"
        variant="primary"
        icon={<Play aria-hidden />}
        isPending={isPending}
        isDisabled={numReady === 0}
      >
        {t("training.start", { count: numReady })}
      </Button>
      {hasWeakLabels && <p className={styles.hint}>{t("training.weakLabels")}</p>}
      {numReady === 0 && <p className={styles.hint}>{t("training.needsImages")}</p>}
    </form>
  );
}
