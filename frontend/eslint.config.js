/** Lint rules; the import layers of docs/architecture.md are held here. */
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Folders of src/, lowest first; a folder imports only from the layers below its own. */
const layers = [["geometry"], ["api", "masks"], ["ui", "assist", "editor", "save"], ["pages"]];

function forbiddenFrom(folder) {
  const level = layers.findIndex((layer) => layer.includes(folder));
  return layers
    .slice(level)
    .flat()
    .filter((name) => name !== folder);
}

const layering = layers.flat().map((folder) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: forbiddenFrom(folder).map((other) => ({
          regex: `^(\\.\\./)+${other}(/|$)`,
          message: `${folder}/ may not import from ${other}/: imports go pages → ui|assist|editor|save → api|masks → geometry.`,
        })),
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ["dist/**", "src/api/schema.d.ts"] },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Typed arrays in the canvas engine are indexed inside proven bounds.
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  ...layering,
);
