/** The words of the interface: English, keyed by page; keys are checked by the compiler. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import classSurgery from "./classSurgery.json";
import editor from "./editor";
import en from "./en.json";
import exports from "./exports.json";
import imports from "./imports.json";
import versions from "./versions.json";

const words = { ...en, classSurgery, editor, exports, imports, versions };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof words };
  }
}

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: words } },
  // React escapes what it renders.
  interpolation: { escapeValue: false },
});

export default i18next;
