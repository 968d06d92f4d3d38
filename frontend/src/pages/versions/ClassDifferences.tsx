/** Classes that came, went, or were changed. */
import { useTranslation } from "react-i18next";
import type { Difference } from "../../api/versions";
import { Swatch } from "../../ui/Badge";
import styles from "./Versions.module.css";

/** Fields of a class table's row as the page of classes names them. */
const fieldNames = {
  color: "classes.color",
  is_thing: "classes.kind",
  is_ignore: "classes.ignore",
  hotkey: "classes.hotkey",
  supercategory: "classes.supercategory",
  attributes: "classes.attributes.title",
  guideline: "classes.guideline",
} as const;

function isNamed(field: string): field is keyof typeof fieldNames {
  return field in fieldNames;
}

export function ClassDifferences({ classes }: { classes: Difference["classes"] }) {
  const { t } = useTranslation();
  const words = (fields: readonly string[]) =>
    fields.map((field) => (isNamed(field) ? t(fieldNames[field]).toLowerCase() : field)).join(", ");
  return (
    <section className={styles.classChanges} aria-label={t("versions.difference.classes")}>
      <h2>{t("versions.difference.classes")}</h2>
      <ul>
        {classes.added.map((row) => (
          <li key={`added ${row.class_id}`}>
            <Swatch color={row.color} />
            {t("versions.difference.classAdded", { name: row.name })}
          </li>
        ))}
        {classes.removed.map((row) => (
          <li key={`removed ${row.class_id}`}>
            <Swatch color={row.color} />
            {t("versions.difference.classRemoved", { name: row.name })}
          </li>
        ))}
        {classes.changed.map(({ before, after, fields_changed }) => {
          const others = fields_changed.filter((field) => field !== "name");
          return (
            <li key={`changed ${before.class_id}`}>
              <Swatch color={after.color} />
              {before.name !== after.name &&
                t("versions.difference.classRenamed", { before: before.name, after: after.name })}
              {before.name !== after.name && others.length > 0 && "; "}
              {others.length > 0 &&
                t("versions.difference.classChanged", { name: after.name, fields: words(others) })}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
