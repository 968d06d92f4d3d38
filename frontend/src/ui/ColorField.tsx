/** A class's colour: a chip that opens a palette and a field for the hexadecimal value. */
import { type CSSProperties, useState } from "react";
import {
  Button as AriaButton,
  ColorField as AriaColorField,
  ColorPicker,
  ColorSwatch,
  ColorSwatchPicker,
  ColorSwatchPickerItem,
  Dialog as AriaDialog,
  DialogTrigger,
  Input,
  Label,
  Popover,
  parseColor,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { classNames } from "./classNames";
import styles from "./ColorField.module.css";
import overlay from "./Overlay.module.css";

export interface ColorFieldProps {
  label: string;
  /** "#rrggbb" */
  value: string;
  palette: readonly string[];
  /** Called once, when the palette closes with another colour than it opened with. */
  onChange: (color: string) => void;
  isDisabled?: boolean;
}

export function ColorField({ label, value, palette, onChange, isDisabled }: ColorFieldProps) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<string | null>(null);
  const shown = picked ?? value;
  const setOpen = (isOpen: boolean) => {
    if (!isOpen && picked !== null && picked !== value) onChange(picked);
    setPicked(isOpen ? value : null);
  };
  return (
    <DialogTrigger onOpenChange={setOpen}>
      <AriaButton
        aria-label={`${label}: ${shown}`}
        className={classNames(styles.trigger)}
        isDisabled={isDisabled ?? false}
      >
        <span className={styles.chip} style={{ "--swatch": shown } as CSSProperties} />
      </AriaButton>
      <Popover className={classNames(overlay.popover)} offset={4} placement="bottom start">
        <AriaDialog className={styles.dialog ?? ""} aria-label={label}>
          <ColorPicker
            value={parseColor(shown)}
            onChange={(color) => setPicked(color.toString("hex").toLowerCase())}
          >
            <ColorSwatchPicker className={classNames(styles.swatches)} aria-label={label}>
              {palette.map((color) => (
                <ColorSwatchPickerItem
                  key={color}
                  color={color}
                  className={classNames(styles.swatchItem)}
                >
                  <ColorSwatch className={classNames(styles.swatch)} />
                </ColorSwatchPickerItem>
              ))}
            </ColorSwatchPicker>
            <AriaColorField className={classNames(styles.hex)}>
              <Label>{t("ui.hex")}</Label>
              <Input />
            </AriaColorField>
          </ColorPicker>
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
