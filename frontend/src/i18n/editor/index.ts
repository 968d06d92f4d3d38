/** The editor's words, one file a part of the page; their keys are disjoint. */

import attributes from "./attributes.json";
import boxes from "./boxes.json";
import commands from "./commands.json";
import keyboard from "./keyboard.json";
import operations from "./operations.json";
import page from "./page.json";
import panel from "./panel.json";
import past from "./past.json";
import people from "./people.json";
import region from "./region.json";
import polygons from "./polygons.json";
import saving from "./saving.json";
import seeing from "./seeing.json";
import tools from "./tools.json";
import view from "./view.json";

export default {
  ...attributes,
  ...boxes,
  ...commands,
  ...keyboard,
  ...operations,
  ...page,
  ...panel,
  ...past,
  ...polygons,
  ...people,
  ...region,
  ...saving,
  ...seeing,
  ...tools,
  ...view,
};
