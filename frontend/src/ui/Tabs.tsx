/** Panels of which one shows at a time. */
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";
import { classNames } from "./classNames";
import styles from "./Display.module.css";

export interface TabsProps<Id extends string> {
  label: string;
  selected?: Id;
  onSelect?: (id: Id) => void;
  tabs: readonly { id: Id; title: ReactNode; panel: ReactNode }[];
}

export function Tabs<Id extends string>({ label, selected, onSelect, tabs }: TabsProps<Id>) {
  return (
    <AriaTabs
      className={classNames(styles.tabs)}
      {...(selected === undefined ? {} : { selectedKey: selected })}
      onSelectionChange={(key) => onSelect?.(key as Id)}
    >
      <TabList aria-label={label} className={classNames(styles.tabList)}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={classNames(styles.tab)}>
            {tab.title}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={classNames(styles.panel)}>
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
