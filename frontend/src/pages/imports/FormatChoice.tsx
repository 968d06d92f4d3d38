/** The format that a dataset is read as: guessed with reasons, changeable, with its read options. */
import { useTranslation } from "react-i18next";
import { useFormats } from "../../api/exports";
import type { DatasetImport, Format, FormatOption } from "../../api/types";
import { Select } from "../../ui/Select";
import styles from "./Imports.module.css";

const strengths = { 3: "sure", 2: "likely", 1: "possible" } as const;

export interface FormatChoiceProps {
  row: DatasetImport;
  isLooking: boolean;
  /** Read the dataset so from now on. */
  onRead: (format: string, options: Record<string, string>) => void;
}

export function FormatChoice({ row, isLooking, onRead }: FormatChoiceProps) {
  const { t } = useTranslation();
  const formats = (useFormats().data ?? []).filter((format) => format.can_import);
  const guessOf = (name: string) => row.guesses.find((guess) => guess.format === name);
  const words = (format: Format): string => {
    const guess = guessOf(format.name);
    if (!guess) return format.description;
    const strength = strengths[guess.strength as 1 | 2 | 3];
    return `${t(`imports.contents.${strength}`)}: ${guess.why}`;
  };
  const order = (format: Format) => -(guessOf(format.name)?.strength ?? 0);
  const sorted = [...formats].sort((a, b) => order(a) - order(b));
  const chosen = formats.find((format) => format.name === row.format);
  const others = row.guesses
    .filter((guess) => guess.format !== row.format)
    .map((guess) => formats.find(({ name }) => name === guess.format)?.title ?? guess.format);
  const unknown = {
    value: "",
    label: t(isLooking ? "imports.contents.recognising" : "imports.contents.unknown"),
  };
  return (
    <div className={styles.format}>
      <div className={styles.formatField}>
        <Select
          label={t("imports.contents.format")}
          value={row.format}
          onChange={(format) => {
            if (format !== "" && format !== row.format) onRead(format, {});
          }}
          options={[
            ...(row.format === "" ? [unknown] : []),
            ...sorted.map((format) => ({
              value: format.name,
              label: format.title,
              description: words(format),
            })),
          ]}
        />
      </div>
      {chosen?.read_options.map((option) => (
        <div key={option.name} className={styles.formatField}>
          <ReadOption
            option={option}
            value={row.read_options[option.name] ?? option.default}
            onChange={(value) => onRead(row.format, { ...row.read_options, [option.name]: value })}
          />
        </div>
      ))}
      {chosen && (
        <p className={styles.muted}>
          {guessOf(chosen.name)?.why ?? chosen.description}
          {others.length > 0 && ` ${t("imports.contents.others", { formats: others.join(", ") })}`}
        </p>
      )}
    </div>
  );
}

interface ReadOptionProps {
  option: FormatOption;
  value: string;
  onChange: (value: string) => void;
}

const inWords = {
  crowds: {
    title: "imports.options.crowds.title",
    automatic: "imports.options.crowds.automatic",
    objects: "imports.options.crowds.objects",
    keep: "imports.options.crowds.keep",
  },
  orphans: {
    title: "imports.options.orphans.title",
    refuse: "imports.options.orphans.refuse",
    "leave-out": "imports.options.orphans.leave-out",
  },
} as const;

type Key = {
  [K in keyof typeof inWords]: (typeof inWords)[K][keyof (typeof inWords)[K]];
}[keyof typeof inWords];

/** An option in our words; one that has none yet is shown as the server names it. */
function ReadOption({ option, value, onChange }: ReadOptionProps) {
  const { t } = useTranslation();
  const keys: Partial<Record<string, Key>> =
    option.name in inWords ? inWords[option.name as keyof typeof inWords] : {};
  const words = (name: string, other: string): string => {
    const key = keys[name];
    return key === undefined ? other : t(key);
  };
  return (
    <Select
      label={words("title", option.title)}
      value={value}
      onChange={onChange}
      options={option.choices.map((choice) => ({ value: choice, label: words(choice, choice) }))}
    />
  );
}
