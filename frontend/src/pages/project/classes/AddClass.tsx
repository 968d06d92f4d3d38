/** One more class: its name, and a colour and key that are still free. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "../../../api/errors";
import { createClass } from "../../../api/projects";
import type { LabelClass } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { ColorField } from "../../../ui/ColorField";
import { TextField } from "../../../ui/TextField";
import { nextColor, nextHotkey, palette } from "../../projects/palette";
import { errorText } from "../../shell/errorText";
import styles from "./Classes.module.css";

export interface AddClassProps {
  projectId: number;
  classes: readonly LabelClass[];
  onAdded: () => void;
}

export function AddClass({ projectId, classes, onAdded }: AddClassProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [chosenColor, setChosenColor] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const color = chosenColor ?? nextColor(classes.map((row) => row.color));
  const add = async () => {
    if (name.trim() === "" || isPending) return;
    setPending(true);
    setError(null);
    try {
      const hotkey = nextHotkey(classes.map((row) => row.hotkey));
      await createClass(projectId, { name: name.trim(), color, is_thing: true, hotkey });
      setName("");
      setChosenColor(null);
      onAdded();
    } catch (failure) {
      setError(fieldErrors(failure)["name"] ?? errorText(failure));
    } finally {
      setPending(false);
    }
  };
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <ColorField
        label={t("classes.color")}
        value={color}
        palette={palette}
        onChange={setChosenColor}
      />
      <div className={styles.addName}>
        <TextField
          aria-label={t("classes.newName")}
          placeholder={t("classes.newName")}
          value={name}
          onChange={(next) => {
            setName(next);
            setError(null);
          }}
          error={error}
        />
      </div>
      <Button
        type="submit"
        icon={<Plus aria-hidden />}
        isPending={isPending}
        isDisabled={name.trim() === ""}
      >
        {t("classes.add")}
      </Button>
    </form>
  );
}
