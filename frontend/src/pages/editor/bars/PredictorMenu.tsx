/** The list of predictors: the usable ones to choose, the others with what is missing and the remedy. */

import { Check, ChevronDown, CircleOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Text,
} from "react-aria-components";
import type { Predictor } from "../../../api/types";
import button from "../../../ui/Button.module.css";
import { classNames } from "../../../ui/classNames";
import overlay from "../../../ui/Overlay.module.css";

interface PredictorMenuProps {
  predictors: readonly Predictor[];
  chosen: Predictor | null;
  onChoose: (name: string) => void;
}

export function PredictorMenu({ predictors, chosen, onChoose }: PredictorMenuProps) {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <AriaButton className={classNames(button.button, button.secondary)}>
        {chosen?.title ?? t("editor.predictor.none")}
        <ChevronDown aria-hidden />
      </AriaButton>
      <Popover className={classNames(overlay.popover)} offset={4}>
        <Menu
          aria-label={t("editor.predictor.label")}
          className={classNames(overlay.list)}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen ? [chosen.name] : []}
          disabledKeys={predictors.filter((each) => !each.available).map((each) => each.name)}
          onSelectionChange={(keys) => {
            if (keys === "all") return;
            const [name] = keys;
            if (name !== undefined) onChoose(String(name));
          }}
        >
          {predictors.map((predictor) => (
            <MenuItem
              key={predictor.name}
              id={predictor.name}
              textValue={predictor.title}
              className={classNames(overlay.item)}
            >
              {!predictor.available && <CircleOff aria-hidden />}
              <Text slot="label">{predictor.title}</Text>
              <Check className={overlay.tick} aria-hidden />
              {!predictor.available && (
                <Text slot="description">
                  {t("editor.predictor.unavailable", { missing: predictor.missing ?? "" })}
                  {predictor.remedy !== null && (
                    <>
                      {" "}
                      <code>{predictor.remedy}</code>
                    </>
                  )}
                </Text>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
