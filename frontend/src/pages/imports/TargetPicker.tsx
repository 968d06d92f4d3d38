/** What one class becomes, out of a list that can be searched; a project may have hundreds. */
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import {
  Autocomplete,
  Button as AriaButton,
  Dialog as AriaDialog,
  DialogTrigger,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  Text,
  useFilter,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClassChoice, FoundClass, LabelClass } from "../../api/types";
import { Swatch } from "../../ui/Badge";
import { classNames } from "../../ui/classNames";
import field from "../../ui/Field.module.css";
import overlay from "../../ui/Overlay.module.css";
import { SearchField } from "../../ui/TextField";
import type { Shown } from "./choices";
import styles from "./Imports.module.css";

export interface TargetPickerProps {
  found: FoundClass;
  choice: ClassChoice;
  shown: Shown | null;
  classes: readonly LabelClass[];
  /** Other classes of the dataset that are new: this one may become the same. */
  joinable: readonly { classId: number; shown: Shown }[];
  onChange: (choice: ClassChoice) => void;
}

export function TargetPicker(props: TargetPickerProps) {
  const { found, choice, shown } = props;
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const label = t("imports.classes.targetOf", { name: found.name });
  const words =
    choice.action === "drop"
      ? t("imports.classes.drop")
      : choice.action === "new"
        ? t("imports.classes.new")
        : (shown?.name ?? "");
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className={classNames(field.trigger)} aria-label={`${label}: ${words}`}>
        {choice.action !== "drop" && shown && <Swatch color={shown.color} />}
        <span className={classNames(field.value, choice.action === "drop" && styles.muted)}>
          {words}
        </span>
        <ChevronDown aria-hidden />
      </AriaButton>
      <Popover className={classNames(overlay.popover, styles.picker)} offset={4}>
        <AriaDialog aria-label={label} className={styles.pickerDialog ?? ""}>
          <TargetList {...props} label={label} onDone={() => setOpen(false)} />
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}

function TargetList({
  found,
  choice,
  classes,
  joinable,
  label,
  onChange,
  onDone,
}: TargetPickerProps & { label: string; onDone: () => void }) {
  const { t } = useTranslation();
  const offered = classes.filter((each) => each.retired_at === null);
  const { contains } = useFilter({ sensitivity: "base" });
  const [typed, setTyped] = useState("");
  const blank = { class_id: found.class_id, target: null, name: "", color: "" };
  const pick = (key: string) => {
    const [action, target] = key.split(":", 2);
    if (action === "new") {
      const name = choice.action === "new" ? choice.name : found.name;
      onChange({ ...blank, action: "new", name, color: found.color });
    } else if (action === "drop") onChange({ ...blank, action: "drop" });
    else if (action === "class") onChange({ ...blank, action: "class", target: Number(target) });
    else onChange({ ...blank, action: "same", target: Number(target) });
    onDone();
  };
  const row = (id: string, name: string, color: string | null) => (
    <ListBoxItem key={id} id={id} textValue={name} className={classNames(overlay.item)}>
      {color !== null && <Swatch color={color} />}
      <Text slot="label">{name}</Text>
    </ListBoxItem>
  );
  return (
    <Autocomplete filter={contains} inputValue={typed} onInputChange={setTyped}>
      <SearchField
        label={t("imports.classes.search")}
        clearLabel={t("imports.classes.clear")}
        placeholder={t("imports.classes.search")}
        value={typed}
        onChange={setTyped}
        autoFocus
      />
      <ListBox
        aria-label={label}
        className={classNames(overlay.list, styles.pickerList)}
        onAction={(key) => pick(String(key))}
        renderEmptyState={() => <p className={styles.muted}>{t("imports.classes.noMatch")}</p>}
      >
        {row("new", t("imports.classes.new"), null)}
        {row("drop", t("imports.classes.drop"), null)}
        {offered.length > 0 && (
          <ListBoxSection>
            <Header className={styles.pickerHead}>{t("imports.classes.groups.project")}</Header>
            {offered.map((each) => row(`class:${each.class_id}`, each.name, each.color))}
          </ListBoxSection>
        )}
        {joinable.length > 0 && (
          <ListBoxSection>
            <Header className={styles.pickerHead}>{t("imports.classes.groups.found")}</Header>
            {joinable.map(({ classId, shown }) =>
              row(
                `same:${classId}`,
                t("imports.classes.sameAs", { name: shown.name }),
                shown.color,
              ),
            )}
          </ListBoxSection>
        )}
      </ListBox>
    </Autocomplete>
  );
}
