/** The choices of an export that belong to its format. */
import type { Format } from "../../api/types";

/** The options of this format only: what was chosen, where the format has that choice. */
export function chosenOptions(
  format: Format,
  chosen: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    format.options.map((option) => {
      const value = chosen[option.name];
      return [
        option.name,
        value !== undefined && option.choices.includes(value) ? value : option.default,
      ];
    }),
  );
}
