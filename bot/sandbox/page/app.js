// Starts the page: wires the panes to what they listen to, then opens the stream of events.

import { wireChat } from "./chat.js";
import { wireComposer } from "./composer.js";
import { wireDesk } from "./desk.js";
import { byId } from "./dom.js";
import { wireInline } from "./inline.js";
import { wireKeys } from "./keys.js";
import { wireLanguages } from "./languages.js";
import { start } from "./live.js";
import { wireMenu } from "./menu.js";
import { wireNotices } from "./notice.js";
import { wirePress } from "./press.js";
import { wireRoster } from "./roster.js";
import { wireScreens } from "./screens.js";
import { on } from "./state.js";

wireScreens();
wireNotices();
wireRoster();
wireLanguages();
wireChat();
wirePress();
wireMenu();
wireInline();
wireComposer();
wireKeys();
wireDesk();
on("view", () => { byId("app").inert = false; }); // until the server has answered there is nothing to use
start();
