/** A list of actions that opens from a button. */
import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Text } from "react-aria-components";
import { classNames } from "./classNames";
import overlay from "./Overlay.module.css";

export interface MenuAction {
  id: string;
  label: string;
  description?: string;
  icon?: LucideIcon;
  isDanger?: boolean;
  isDisabled?: boolean;
  onAction: () => void;
}

export interface MenuProps {
  label: string;
  /** A Button or IconButton. */
  trigger: ReactElement;
  actions: readonly MenuAction[];
}

export function Menu({ label, trigger, actions }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={classNames(overlay.popover)} offset={4} placement="bottom end">
        <AriaMenu aria-label={label} className={classNames(overlay.list)}>
          {actions.map(({ id, icon: Icon, ...action }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={action.label}
              isDisabled={action.isDisabled ?? false}
              onAction={action.onAction}
              className={classNames(overlay.item, action.isDanger && overlay.itemDanger)}
            >
              {Icon && <Icon aria-hidden />}
              <Text slot="label">{action.label}</Text>
              {action.description !== undefined && (
                <Text slot="description">{action.description}</Text>
              )}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
