// The page's start: each part draws itself whenever something changed.

import * as banners from "./banners.js";
import * as cast from "./cast.js";
import * as channel from "./channel.js";
import * as clock from "./clock.js";
import * as modal from "./modal.js";
import * as sidebar from "./sidebar.js";
import { follow, redraw } from "./state.js";
import * as thread from "./thread.js";

for (const part of [clock, cast, sidebar, channel, thread, modal, banners]) part.start();
window.addEventListener("resize", () => redraw());
follow();
