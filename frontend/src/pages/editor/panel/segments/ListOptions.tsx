/** How the list is sorted, grouped and filtered, and what is done to many segments at once. */

import { Ellipsis, ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Button } from "../../../../ui/Button";
import { Switch } from "../../../../ui/Choice";
import { classNames } from "../../../../ui/classNames";
import { IconButton } from "../../../../ui/IconButton";
import { Menu } from "../../../../ui/Menu";
import overlay from "../../../../ui/Overlay.module.css";
import { Segmented } from "../../../../ui/Segmented";
import { type CommandId, commandOf, whyNot } from "../../commands";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { isFiltered, SORTS } from "../../listing/listing";
import { changeListing, clearFilters, useListing } from "../../listing/store";
import lists from "./List.module.css";
import { FilterFields } from "./FilterFields";

export function ListOptions() {
  return (
    <>
      <Options />
      <Many />
    </>
  );
}

function Options() {
  const { t } = useTranslation();
  const listing = useListing();
  return (
    <DialogTrigger>
      <IconButton icon={ListFilter} size="small" label={t("editor.list.options")} />
      <Popover className={classNames(overlay.popover)} offset={4} placement="bottom end">
        <Dialog className={lists.listOptions} aria-label={t("editor.list.options")}>
          <div className={lists.option}>
            <span>{t("editor.list.sort")}</span>
            <Segmented
              label={t("editor.list.sort")}
              value={listing.sort}
              onChange={(sort) => changeListing({ sort })}
              parts={SORTS.map((value) => ({ value, content: t(`editor.list.sorts.${value}`) }))}
            />
          </div>
          <Switch
            isSelected={listing.isReversed}
            onChange={(isReversed) => changeListing({ isReversed })}
          >
            {t("editor.list.reversed")}
          </Switch>
          <Switch
            isSelected={listing.isGrouped}
            onChange={(isGrouped) => changeListing({ isGrouped })}
          >
            {t("editor.list.grouped")}
          </Switch>
          <FilterFields />
          <Button size="small" isDisabled={!isFiltered(listing)} onPress={clearFilters}>
            {t("editor.list.clear")}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const MANY = ["isolate", "hideOthers", "lockOthers", "unlockAll", "toggleMasks"] as const;

function Many() {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  // What can be done depends on whether something is selected.
  useEditorState(({ selectedUid }) => selectedUid);
  const action = (id: CommandId) => ({
    id,
    label: t(`editor.commands.${id}`),
    isDisabled: whyNot(id, commands) !== null,
    onAction: () => commandOf(id).run(commands),
  });
  return (
    <Menu
      label={t("editor.list.many")}
      trigger={<IconButton icon={Ellipsis} size="small" label={t("editor.list.many")} />}
      actions={MANY.map(action)}
    />
  );
}
