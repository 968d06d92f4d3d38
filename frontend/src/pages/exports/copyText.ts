/** Copies a text and says whether it worked. */
import type { TFunction } from "i18next";
import { notify } from "../../ui/Toast";

export function copyText(text: string, t: TFunction): void {
  const refused = () =>
    notify({ title: t("exports.copyFailed"), description: text, tone: "danger" });
  // Only pages of this machine or behind TLS have a clipboard.
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard === undefined) {
    refused();
    return;
  }
  clipboard
    .writeText(text)
    .then(() => notify({ title: t("exports.copied"), tone: "success" }), refused);
}
